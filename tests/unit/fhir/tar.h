#pragma once
// Made-up .tar archives for tests, hostile ones too: any name, any type of entry. (A .tgz reader takes them: gzip is
// optional.)

#include <cstdio>
#include <string>

namespace schakel::fhir::test {

inline void add_entry(std::string& tar, const std::string& name, const std::string& bytes, char type = '0',
                      const std::string& link = {}) {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(100, 7, "0000644");
  header.replace(108, 7, "0000000");
  header.replace(116, 7, "0000000");
  char number[16];
  std::snprintf(number, sizeof(number), "%011zo", type == '0' ? bytes.size() : 0);
  header.replace(124, 11, number);
  header.replace(136, 11, "00000000000");
  header.replace(148, 8, "        ");
  header[156] = type;
  header.replace(157, link.size(), link);
  header.replace(257, 6, std::string("ustar\0", 6));
  header.replace(263, 2, "00");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(number, sizeof(number), "%06o", sum);
  header.replace(148, 6, number);
  header[154] = '\0';
  tar += header;
  if (type != '0') return;
  tar += bytes;
  tar.append((512 - bytes.size() % 512) % 512, '\0');
}

inline std::string end_of_tar() { return std::string(1024, '\0'); }

// A package as registries hand them out.
inline std::string package(const std::string& id, const std::string& version, const std::string& dependencies = "{}") {
  std::string tar;
  add_entry(tar, "package/package.json",
            R"({"name":")" + id + R"(","version":")" + version + R"(","license":"CC0-1.0","dependencies":)" +
                dependencies + "}");
  add_entry(tar, "package/ValueSet-x.json",
            R"({"resourceType":"ValueSet","url":"http://example.org/)" + id + R"(/x","version":")" + version +
                R"(","status":"draft"})");
  add_entry(tar, "package/example/Patient-p.json", R"({"resourceType":"Patient"})");
  return tar + end_of_tar();
}

}  // namespace schakel::fhir::test
