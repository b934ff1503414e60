#pragma once
// Inside configuration/ only: one mapping of the YAML text, read key by key; what nobody asked for is reported.

#include "base/result.h"

#include <yaml-cpp/yaml.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace schakel::app {

// The first thing that is wrong, with its line; what comes after it is not looked at.
struct Wrong {
  std::string file;
  std::string text;
  void at(const YAML::Mark& mark, const std::string& what);
};

class Section {
 public:
  Section(const YAML::Node& node, std::string path, Wrong& wrong);
  // Reports keys that were not asked for.
  void end();

  [[nodiscard]] bool has(const char* key);
  void read(const char* key, std::string& to);
  void read(const char* key, bool& to);
  void read(const char* key, unsigned& to);
  void read(const char* key, std::size_t& to);               // a number, or one with KB, MB, GB
  void read(const char* key, std::vector<std::string>& to);  // one or a list
  // One of the names; `to` becomes its place.
  void choice(const char* key, std::initializer_list<const char*> names,
              const std::function<void(std::size_t)>& chosen);
  void section(const char* key, const std::function<void(Section&)>& body);
  // A list of mappings.
  void each(const char* key, const std::function<void(Section&)>& body);
  // A mapping whose keys are names.
  void named(const char* key, const std::function<void(const std::string& name, Section&)>& body);

  void fail(const std::string& what);
  void fail_at(const char* key, const std::string& what);

 private:
  YAML::Node take(const char* key);

  YAML::Node node_;
  std::string path_;
  Wrong& wrong_;
  std::set<std::string> asked_;
};

}  // namespace schakel::app
