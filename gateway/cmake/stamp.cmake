# cmake -DFOLDERS=a;b -DOUT=file.cpp -P stamp.cmake: a digest of all C++ below these folders, as kDefinitionsStamp. What they compute
# into the image of definitions changes only when they do; equal sources make equal stamps, whatever the preset.
set(all "")
foreach(folder IN LISTS FOLDERS)
  file(GLOB_RECURSE files ${folder}/*.cpp ${folder}/*.h)
  list(SORT files)
  foreach(file IN LISTS files)
    file(SHA256 ${file} digest)
    string(APPEND all ${digest})
  endforeach()
endforeach()
string(SHA256 stamp "${all}")
file(WRITE ${OUT} "#include \"app/definitions.h\"\nnamespace schakel::app {\nconst char* const kDefinitionsStamp = \"${stamp}\";\n}\n")
