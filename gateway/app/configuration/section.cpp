#include "app/configuration/section.h"

#include <charconv>

namespace schakel::app {

void Wrong::at(const YAML::Mark& mark, const std::string& what) {
  if (!text.empty()) return;
  text = file;
  if (!mark.is_null()) text += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  text += ": " + what;
}

Section::Section(const YAML::Node& node, std::string path, Wrong& wrong)
    : node_(node), path_(std::move(path)), wrong_(wrong) {
  if (!node.IsNull() && !node.IsMap()) fail("here stand keys with values");
}

void Section::end() {
  if (!node_.IsMap()) return;
  for (const auto& entry : node_) {
    const auto key = entry.first.as<std::string>();
    if (!asked_.contains(key))
      wrong_.at(entry.first.Mark(), "unknown key `" + key + "` in " + (path_.empty() ? "the file" : "`" + path_ + "`"));
  }
}

YAML::Node Section::take(const char* key) {
  asked_.insert(key);
  if (!node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  return node_[key];
}

bool Section::has(const char* key) { return take(key).IsDefined(); }

void Section::fail(const std::string& what) { wrong_.at(node_.Mark(), what); }

void Section::fail_at(const char* key, const std::string& what) {
  const YAML::Node value = take(key);
  wrong_.at(value.IsDefined() ? value.Mark() : node_.Mark(), "`" + std::string(key) + "`: " + what);
}

void Section::read(const char* key, std::string& to) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  if (!value.IsScalar()) return fail_at(key, "a text is expected");
  to = value.Scalar();
}

void Section::read(const char* key, bool& to) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  if (!value.IsScalar() || !YAML::convert<bool>::decode(value, to)) fail_at(key, "`true` or `false` is expected");
}

void Section::read(const char* key, std::size_t& to) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  std::string text = value.IsScalar() ? value.Scalar() : std::string();
  std::size_t factor = 1;
  for (const auto& [unit, size] :
       {std::pair<const char*, std::size_t>{"KB", 1024}, {"MB", 1024 * 1024}, {"GB", 1024 * 1024 * 1024}}) {
    if (!text.ends_with(unit)) continue;
    factor = size;
    text.resize(text.size() - 2);
    while (text.ends_with(' ')) text.pop_back();
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size())
    return fail_at(key, "a number is expected, or one with KB, MB or GB");
  to = number * factor;
}

void Section::read(const char* key, unsigned& to) {
  std::size_t number = to;
  read(key, number);
  if (number > 1'000'000) return fail_at(key, "the number is too large");
  to = static_cast<unsigned>(number);
}

void Section::read(const char* key, std::vector<std::string>& to) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  to.clear();
  if (value.IsScalar()) return to.push_back(value.Scalar());
  if (!value.IsSequence()) return fail_at(key, "a list of texts is expected");
  for (const auto& item : value) {
    if (!item.IsScalar()) return wrong_.at(item.Mark(), "`" + std::string(key) + "`: a text is expected");
    to.push_back(item.Scalar());
  }
}

void Section::choice(const char* key, std::initializer_list<const char*> names,
                     const std::function<void(std::size_t)>& chosen) {
  if (!has(key)) return;
  std::string text;
  read(key, text);
  std::string all;
  std::size_t index = 0;
  for (const char* name : names) {
    if (text == name) return chosen(index);
    all += (index++ == 0 ? "" : ", ") + std::string(name);
  }
  fail_at(key, "`" + text + "` is none of " + all);
}

void Section::section(const char* key, const std::function<void(Section&)>& body) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  Section below(value, path_.empty() ? key : path_ + "." + key, wrong_);
  body(below);
  below.end();
}

void Section::each(const char* key, const std::function<void(Section&)>& body) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  if (!value.IsSequence()) return fail_at(key, "a list is expected");
  for (const auto& item : value) {
    Section below(item, path_.empty() ? key : path_ + "." + key, wrong_);
    body(below);
    below.end();
  }
}

void Section::named(const char* key, const std::function<void(const std::string& name, Section&)>& body) {
  const YAML::Node value = take(key);
  if (!value.IsDefined()) return;
  if (!value.IsMap()) return fail_at(key, "names with keys below them are expected");
  for (const auto& entry : value) {
    const auto name = entry.first.as<std::string>();
    Section below(entry.second, std::string(key) + "." + name, wrong_);
    body(name, below);
    below.end();
  }
}

}  // namespace schakel::app
