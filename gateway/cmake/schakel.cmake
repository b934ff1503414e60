# gateway_library(NAME ...) and gateway_test(NAME ...): every room of gateway/ is one library, every room of tests/unit one
# test binary. Warnings are errors; sanitizers come with the preset.

option(SCHAKEL_SANITIZE "Address and undefined-behaviour sanitizers" OFF)
option(SCHAKEL_TSAN "Thread sanitizer" OFF)
option(SCHAKEL_FUZZ "libFuzzer targets (clang)" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(schakel_flags INTERFACE)
target_include_directories(schakel_flags INTERFACE ${CMAKE_SOURCE_DIR}/gateway)
target_compile_options(schakel_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # g++ 12 reports assignments of literals to strings (GCC bug 105651)
  -fno-omit-frame-pointer -msse4.2)
target_compile_definitions(schakel_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
if(SCHAKEL_SANITIZE)
  target_compile_options(schakel_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(schakel_flags INTERFACE -fsanitize=address,undefined)
endif()
if(SCHAKEL_TSAN)
  target_compile_options(schakel_flags INTERFACE -fsanitize=thread)
  target_link_options(schakel_flags INTERFACE -fsanitize=thread)
endif()
if(SCHAKEL_FUZZ)
  target_compile_options(schakel_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# gateway_library(tree DEPS base LIBS some::package [SOURCES generated.cpp] [EXCLUDE main.cpp]): all .cpp below the calling folder.
# DEPS are rooms (checked by tests/architecture), LIBS are not ours and stay private to the room.
function(gateway_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;SOURCES;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(excluded IN LISTS ARG_EXCLUDE)
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${excluded})
  endforeach()
  add_library(${name} STATIC ${sources} ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC schakel_flags ${ARG_DEPS} PRIVATE ${ARG_LIBS})
endfunction()

# gateway_test(tree DEPS tree): all .cpp below the calling folder, as the binary unit_tree and one CTest each case.
function(gateway_test name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(unit_${name} ${sources})
  target_link_libraries(unit_${name} PRIVATE catch_main ${ARG_DEPS} ${ARG_LIBS})
  target_include_directories(unit_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  # Test code is compiled once and run once: optimising it as what ships would double the time of a cold build.
  target_compile_options(unit_${name} PRIVATE -O1)
  add_test(NAME unit.${name} COMMAND unit_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
