#include "terminology/code_system.h"

#include <algorithm>

namespace schakel::terminology {

namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view name_of(packed::Kind kind) {
  switch (kind) {
    case packed::Kind::code: return "code";
    case packed::Kind::coding:
    case packed::Kind::concept_row: return "Coding";
    case packed::Kind::text: return "string";
    case packed::Kind::integer: return "integer";
    case packed::Kind::boolean: return "boolean";
    case packed::Kind::date_time: return "dateTime";
    case packed::Kind::decimal: return "decimal";
  }
  return "string";
}

}  // namespace

int compare_codes(std::string_view a, std::string_view b, bool ignore_case) {
  if (!ignore_case) return a.compare(b);
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const char x = folded(a[i]);
    const char y = folded(b[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::unique_ptr<CodeSystem> CodeSystem::over(std::string_view packed) {
  std::unique_ptr<CodeSystem> system(new CodeSystem());
  return system->open(packed) ? std::move(system) : nullptr;
}

std::unique_ptr<CodeSystem> CodeSystem::keep(std::string packed) {
  std::unique_ptr<CodeSystem> system(new CodeSystem());
  system->owned_ = std::move(packed);
  return system->open(system->owned_) ? std::move(system) : nullptr;
}

template <class T>
bool CodeSystem::table(std::span<const T>& to, const packed::Table& t) const {
  if (t.offset > size_ || t.count > (size_ - t.offset) / sizeof(T)) return false;
  to = {reinterpret_cast<const T*>(base_ + t.offset), static_cast<std::size_t>(t.count)};
  return true;
}

bool CodeSystem::open(std::string_view packed) {
  if (packed.size() < sizeof(packed::Header)) return false;
  base_ = packed.data();
  size_ = packed.size();
  header_ = reinterpret_cast<const packed::Header*>(base_);
  const packed::Header& h = *header_;
  if (h.magic != packed::kMagic || h.rows.count == 0) return false;
  std::span<const char> lists;
  std::span<const char> texts;
  if (!table(rows_, h.rows) || !table(order_, h.order) || !table(up_, h.up) || !table(down_, h.down) ||
      !table(designations_, h.designations) || !table(values_, h.values) || !table(codings_, h.codings) ||
      !table(properties_, h.properties) || !table(refsets_, h.refsets) || !table(lists, h.bytes) ||
      !table(texts, h.texts))
    return false;
  rows_ = rows_.first(rows_.size() - 1);
  lists_ = lists.data();
  texts_ = texts.data();
  return order_.size() == rows_.size();
}

std::uint32_t CodeSystem::find(std::string_view code) const {
  const bool fold = ignores_case();
  const auto at = std::lower_bound(
      order_.begin(), order_.end(), code,
      [this, fold](const packed::Ordered& o, std::string_view c) { return compare_codes(text(o.code), c, fold) < 0; });
  if (at == order_.end() || compare_codes(text(at->code), code, fold) != 0) return kNone;
  if (!fold) return at->row;
  // Systems that ignore case may still hold codes that differ by it; the exact one counts.
  for (auto i = at; i != order_.end() && compare_codes(text(i->code), code, true) == 0; ++i) {
    if (text(i->code) == code) return i->row;
  }
  return at->row;
}

bool CodeSystem::may_have(std::string_view code) const {
  if (content() == Content::fragment) return true;
  if (!is_snomed()) return false;
  // An expression: 73211009 |Diabetes mellitus|:363698007=...
  if (code.find_first_of("|:=+{<") != std::string_view::npos) return true;
  // An identifier of the long format: item, namespace (7 digits), partition (1x), check digit.
  if (code.size() < 11 || code.size() > 18 || code[code.size() - 3] != '1') return false;
  if (!std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  const std::string_view space = code.substr(code.size() - 10, 7);
  // The version names the edition's module, which has the namespace of the edition.
  const std::string_view edition = version();
  const std::size_t module = edition.find("/sct/");
  return module == std::string_view::npos || edition.substr(module).find(space) == std::string_view::npos;
}

std::span<const std::uint32_t> CodeSystem::parents(std::uint32_t row) const {
  const packed::Row* r = rows_.data() + row;
  return up_.subspan(r->up, r[1].up - r->up);
}

std::span<const std::uint32_t> CodeSystem::children(std::uint32_t row) const {
  const packed::Row* r = rows_.data() + row;
  return down_.subspan(r->down, r[1].down - r->down);
}

bool CodeSystem::is_below(std::uint32_t row, std::uint32_t ancestor) const {
  if ((header_->flags & packed::kClosed) != 0) {
    const char* at = lists_ + rows_[row].ancestors;
    std::uint32_t seen = 0;
    for (std::uint32_t n = packed::read_number(at); n > 0; --n) {
      seen += packed::read_number(at);
      if (seen >= ancestor) return seen == ancestor;
    }
    return false;
  }
  if (parents(row).empty() || children(ancestor).empty()) return false;
  return row != ancestor && above(row)[ancestor];
}

std::vector<bool> CodeSystem::reach(std::uint32_t from, bool down) const {
  std::vector<bool> result(size());
  std::vector<std::uint32_t> open{from};
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (const std::uint32_t next : down ? children(at) : parents(at)) {
      if (!result[next]) open.push_back(next);
      result[next] = true;
    }
  }
  result[from] = false;
  return result;
}

std::vector<bool> CodeSystem::below(std::uint32_t ancestor) const { return reach(ancestor, true); }
std::vector<bool> CodeSystem::above(std::uint32_t row) const { return reach(row, false); }

bool CodeSystem::each_member(std::uint32_t refset, const std::function<void(std::uint32_t)>& take) const {
  const auto at = std::lower_bound(refsets_.begin(), refsets_.end(), refset,
                                   [](const packed::Refset& r, std::uint32_t row) { return r.row < row; });
  if (at == refsets_.end() || at->row != refset) return false;
  const char* list = lists_ + at->members;
  std::uint32_t row = 0;
  for (std::uint32_t n = packed::read_number(list); n > 0; --n) {
    row += packed::read_number(list);
    take(row);
  }
  return true;
}

void CodeSystem::each_designation(std::uint32_t row, const std::function<void(const Designation&)>& take) const {
  const packed::Row* r = rows_.data() + row;
  for (const packed::Designation& d : designations_.subspan(r->designations, r[1].designations - r->designations)) {
    Designation out{text(d.language), text(d.value), {}, {}, {}};
    if (d.use != 0) {
      const packed::Coding& use = codings_[d.use - 1];
      out.use_system = text(use.system);
      out.use_code = text(use.code);
      out.use_display = text(use.display);
    }
    take(out);
  }
}

Property CodeSystem::property_of(const packed::Value& value) const {
  const auto kind = static_cast<packed::Kind>(value.property & 0xFF);
  Property out{text(properties_[value.property >> 8].code), {}, name_of(kind), {}, {}};
  if (kind == packed::Kind::concept_row) {
    out.value = code(value.value);
    out.system = url();
    out.display = display(value.value);
  } else if (kind == packed::Kind::coding) {
    const packed::Coding& coding = codings_[value.value];
    out.value = text(coding.code);
    out.system = text(coding.system);
    out.display = text(coding.display);
  } else {
    out.value = text(value.value);
  }
  return out;
}

void CodeSystem::each_property(std::uint32_t row, const std::function<void(const Property&)>& take) const {
  const packed::Row* r = rows_.data() + row;
  for (const packed::Value& v : values_.subspan(r->values, r[1].values - r->values)) take(property_of(v));
}

packed::Role CodeSystem::role_of(std::string_view property) const {
  for (const packed::Property& p : properties_) {
    if (text(p.code) == property) return static_cast<packed::Role>(p.role);
  }
  return packed::Role::other;
}

void CodeSystem::each_value(std::uint32_t row, std::string_view property,
                            const std::function<void(std::string_view)>& take) const {
  if (property == "code" || property == "concept") return take(code(row));
  if (property == "display" || property == "definition") {
    const std::string_view value = property == "display" ? display(row) : definition(row);
    if (!value.empty()) take(value);
    return;
  }
  const packed::Role role = role_of(property);
  if (role == packed::Role::parent || role == packed::Role::child) {
    for (const std::uint32_t r : role == packed::Role::parent ? parents(row) : children(row)) take(code(r));
    return;
  }
  bool any = false;
  each_property(row, [&](const Property& p) {
    if (p.code != property) return;
    any = true;
    take(p.value);
    if (!p.display.empty()) take(p.display);
  });
  if (any) return;
  if (role == packed::Role::inactive) take(inactive(row) ? "true" : "false");
  if (role == packed::Role::abstract) take(abstract(row) ? "true" : "false");
}

std::vector<CodeSystem::Declared> CodeSystem::properties() const {
  std::vector<Declared> out;
  for (const packed::Property& p : properties_)
    out.push_back({text(p.code), text(p.uri), text(p.type), text(p.description)});
  return out;
}

}  // namespace schakel::terminology
