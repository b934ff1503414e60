#include "formats/hl7v2/reader.h"

#include "formats/hl7v2/escapes.h"
#include "formats/hl7v2/grouping.h"
#include "formats/hl7v2/messages.h"
#include "formats/hl7v2/wide.h"

#include <string>

namespace schakel::formats::hl7v2 {

namespace {

struct Names {
  Name msh_1 = Name::intern("MSH.1");
  Name msh_2 = Name::intern("MSH.2");
  const DataType* st = tables().type(pack("ST"));
};
const Names& names() {
  static const Names instance;
  return instance;
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

MessageType message_type(std::string_view code, std::string_view event, std::string_view structure_id,
                         std::string_view evn_1) {
  MessageType type{code, event, nullptr};
  const Structure* named = tables().structure(structure_id);
  if (type.event.empty() && named != nullptr && structure_id.size() == 7) type.event = structure_id.substr(4);
  if (type.event.empty()) type.event = evn_1;
  if (type.event.empty() && code == "ORU") type.event = "R01";  // 2.1 and 2.2 knew no other
  type.structure =
      named != nullptr && structure_id.substr(0, 3) == code ? named : tables().structure_of(code, type.event);
  return type;
}

Reader::Reader(std::string_view message, const ReadOptions& options, Tree& tree, Issues& issues)
    : message_(message),
      options_(options),
      limits_(options.limits != nullptr ? *options.limits : Limits{}),
      tree_(tree),
      issues_(issues) {}

void Reader::warn(const Message& message, IssueType type, std::string_view path, Span span,
                  std::initializer_list<Argument> arguments) {
  Issue& issue = issues_.add(Severity::warning, type, message, arguments);
  issue.expression = path;
  issue.span = span;
}

bool Reader::refuse(const Message& message, IssueType type, std::string_view path, std::size_t begin, std::size_t end,
                    std::initializer_list<Argument> arguments) {
  Issue& issue = issues_.add(Severity::fatal, type, message, arguments);
  issue.expression = path;
  issue.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  return false;
}

bool Reader::read_beginning() {
  if (message_.size() > limits_.message_bytes) {
    return refuse(kTooLong, IssueType::too_long, "", 0, 0,
                  {Argument::number(message_.size()), Argument::number(limits_.message_bytes)});
  }
  const Wide wide = wide_of(message_);
  if (wide == Wide::utf32) return refuse(kWideCharset, IssueType::not_supported, "MSH-18", 0, 2);
  wide_ = wide != Wide::no;
  if (wide_) message_ = narrow(message_, wide, tree_.arena());
  std::size_t begin = 0;
  const HeaderError error = read_header(message_, header_, begin);
  const std::size_t end = begin + header_.line.size();
  switch (error) {
    case HeaderError::none: break;
    case HeaderError::no_msh:
      return refuse(kNoHeader, IssueType::structure, "MSH", begin, std::min(begin + 3, message_.size()));
    case HeaderError::too_short: return refuse(kHeaderTooShort, IssueType::structure, "MSH", begin, end);
    case HeaderError::bad_delimiters:
      return refuse(kBadDelimiters, IssueType::structure, "MSH-2", begin + 3, std::min(begin + 9, end));
  }
  type_ = message_type(header_.component(9, 1), header_.component(9, 2), header_.component(9, 3), evn_1());
  if (type_.code.empty()) {
    const std::string_view nine = header_.field[9];
    const std::size_t at = nine.data() != nullptr ? static_cast<std::size_t>(nine.data() - message_.data()) : end;
    return refuse(kNoMessageType, IssueType::required, "MSH-9", at, at + nine.size());
  }
  last_end_ = begin;
  return true;
}

// EVN-1 without a tree; only for senders that leave MSH-9.2 empty.
std::string_view Reader::evn_1() const {
  if (!header_.component(9, 2).empty()) return {};
  for (std::size_t at = message_.find("EVN"); at != std::string_view::npos; at = message_.find("EVN", at + 3)) {
    if (at == 0 || (message_[at - 1] != '\r' && message_[at - 1] != '\n') || at + 4 >= message_.size()) continue;
    const std::string_view rest = message_.substr(at + 4);
    const char stops[] = {header_.delimiters.field, header_.delimiters.component, '\r', '\n'};
    return trimmed(rest.substr(0, rest.find_first_of(std::string_view(stops, 4))));
  }
  return {};
}

void Reader::decide_charset() {
  if (wide_) return;  // UTF-8 by now, whatever MSH-18 says
  const std::string_view declared = options_.charset.empty() ? header_.component(18, 1) : options_.charset;
  const Charset fallback{is_utf8(message_) ? CharsetKind::utf8 : CharsetKind::cp1252, nullptr};
  charset_ = fallback;
  if (message_.substr(0, 3) == "\xEF\xBB\xBF" && fallback.kind == CharsetKind::utf8) return;
  if (declared.empty()) return;
  const std::optional<Charset> known = charset_named(declared);
  if (!known) {
    if (!is_ascii(message_)) {
      warn(kUnknownCharset, IssueType::value, "MSH-18", {},
           {Argument::value(DataText(declared)),
            Argument::name(fallback.kind == CharsetKind::utf8 ? "UTF-8" : "Windows-1252")});
    }
    return;
  }
  if (known->kind == CharsetKind::utf8 && fallback.kind != CharsetKind::utf8) {
    warn(kNotUtf8, IssueType::value, "MSH-18", {});
    return;
  }
  if (known->kind != CharsetKind::ascii) charset_ = *known;
}

void Reader::classify() {
  for (std::size_t c = 0; c < 0x20; ++c) classes_[c] = kControl;
  classes_['\t'] = 0;
  for (std::size_t c = 0x80; c < 0x100; ++c) classes_[c] = kHigh;
  classes_[0x7F] = kControl;
  const auto mark = [this](char c, std::uint8_t kind) { classes_[static_cast<unsigned char>(c)] = kind; };
  mark('\r', kStop | kLineEnd);
  mark('\n', kStop | kLineEnd);
  mark('\x1c', kStop | kLineEnd);
  mark(header_.delimiters.field, kStop);
  mark(header_.delimiters.component, kStop);
  mark(header_.delimiters.repetition, kStop);
  mark(header_.delimiters.subcomponent, kStop);
  mark(header_.delimiters.escape, kEscape);
}

void Reader::start_tree() {
  tree_.set_source(message_);
  Node* root = nullptr;
  if (type_.structure != nullptr) {
    root = tree_.create(type_.structure->name);
    grouping_ = &type_.structure->grouping();
  } else {
    std::string name(type_.code);
    if (!type_.event.empty()) name.append("_").append(type_.event);
    root = tree_.create(tree_.name(name));
  }
  tree_.set_root(*root);
  tree_.set_type(*root, root->name());
  set_span(*root, last_end_, message_.size());
  open_[0] = root;
  depth_ = 1;
}

void Reader::set_span(Node& node, std::size_t begin, std::size_t end) {
  tree_.set_span(node, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

bool Reader::read() {
  if (!read_beginning()) return false;
  decide_charset();
  classify();
  start_tree();
  read_segments();
  if (full_) return refuse(kTooManyNodes, IssueType::too_long, "", 0, 0, {Argument::number(limits_.nodes)});
  if (control_) warn(kControlCharacters, IssueType::value, "", {});
  if (header_.component(10, 1).empty()) warn(kNoControlId, IssueType::required, "MSH-10", {});
  check_event();
  return true;
}

void Reader::check_event() {
  const Node* evn = open_[0]->child("EVN");
  const Node* event = evn != nullptr ? evn->child("EVN.1") : nullptr;
  if (event == nullptr || !event->has_value() || event->value() == type_.event) return;
  warn(kEventDiffers, IssueType::value, "EVN-1[1]", event->span(),
       {Argument::value(event->value()), Argument::value(DataText(type_.event))});
}

void Reader::read_segments() {
  std::size_t at = last_end_;
  while (at < message_.size() && !full_) {
    if (blank(message_[at]) || message_[at] == '\x1c' || message_[at] == '\x0b') {
      ++at;
      continue;
    }
    const std::string_view id = message_.substr(at, 3);
    place_segment(id, at);
    read_fields(at + 3);
    set_span(*segment_, at, last_end_);
    at = last_end_;
  }
  close_groups(1);
}

void Reader::place_segment(std::string_view id, std::size_t at) {
  id_ = id;
  definition_ = tables().segment(pack(id));
  obx_ = id == "OBX";
  obx_type_ = nullptr;
  Step step;
  if (definition_ != nullptr && grouping_ != nullptr) step = grouping_->step(row_, *definition_);
  if (step.row != 0) {
    close_groups(step.keep);
    const auto rows = type_.structure->elements;
    // The groups between the one that stays open and the segment, outermost first.
    std::array<std::uint16_t, kMaxDepth> way{};
    std::size_t count = 0;
    for (std::uint16_t row = rows[step.row].parent; rows[row].depth >= step.keep && row != 0; row = rows[row].parent)
      way[count++] = row;
    while (count > 0) {
      Node* group = tree_.append(*open_[depth_ - 1], rows[way[--count]].name);
      tree_.set_repeats(*group, rows[way[count]].repeats);
      set_span(*group, at, at);
      open_[depth_++] = group;
    }
    row_ = step.row;
  }
  segment_ = tree_.append(*open_[depth_ - 1], definition_ != nullptr ? definition_->name : tree_.name(id));
  if (step.row != 0) {
    tree_.set_repeats(*segment_, type_.structure->elements[step.row].repeats);
    return;
  }
  tree_.set_repeats(*segment_, true);
  if (id[0] != 'Z' && grouping_ != nullptr) {
    warn(kForeignSegment, IssueType::structure, id,
         {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 3)},
         {Argument::value(DataText(id)), Argument::name(type_.structure->name.text())});
  }
}

void Reader::close_groups(std::size_t keep) {
  for (; depth_ > keep; --depth_) set_span(*open_[depth_ - 1], open_[depth_ - 1]->span().begin, last_end_);
}

// A line end inside a field is text when the next line begins with no segment name. `at` moves behind it then.
bool Reader::at_end_of_segment(std::size_t& at) {
  std::size_t next = at;
  while (next < message_.size() && (blank(message_[next]) || message_[next] == '\x1c' || message_[next] == '\x0b'))
    ++next;
  if (next >= message_.size() || starts_segment(message_.substr(next), header_.delimiters.field)) return true;
  warn(kLineBreakInField, IssueType::structure, std::string(id_) + '-' + std::to_string(field_),
       {static_cast<std::uint32_t>(next), static_cast<std::uint32_t>(next + 1)});
  at = next;
  return false;
}

// MSH-1 and MSH-2 are the separators themselves. The result is the place behind them.
std::size_t Reader::read_separators(std::size_t from) {
  const auto field = [&](Name name, std::string_view value, std::size_t begin) {
    Node* node = tree_.append(*segment_, name);
    tree_.set_repeats(*node, true);
    tree_.set_value(*node, ValueKind::string, value);
    set_span(*node, begin, begin + value.size());
  };
  field(names().msh_1, header_.field[1], from);
  field(names().msh_2, header_.field[2], from + 1);
  field_ = 2;
  return from + 1 + header_.field[2].size();
}

void Reader::read_fields(std::size_t from) {
  field_ = 0;
  std::size_t at = message_.data() + from == header_.line.data() + 3 ? read_separators(from) : from;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(message_.data());
  const std::size_t size = message_.size();
  // Up to the first separator there is nothing, or the end of a segment without fields.
  while (at < size && message_[at] != header_.delimiters.field && (classes_[bytes[at]] & kLineEnd) == 0) ++at;
  last_end_ = at;
  if (at >= size || (classes_[bytes[at]] & kLineEnd) != 0) return;
  at = next_field(at);
  while (!full_) {
    std::uint8_t kind = 0;
    while (at < size && ((kind = classes_[bytes[at]]) & kStop) == 0) {
      seen_ |= kind;
      ++at;
    }
    if (at < size && (kind & kLineEnd) == 0) {
      at = separator(at);
      continue;
    }
    last_end_ = at;
    if (at >= size || at_end_of_segment(at)) {
      flush(last_end_, false);
      end_repetition();
      return;
    }
    seen_ |= kControl;
  }
}

// Begins the field behind the separator at `at`, or behind the last one of a row of them; the result is its place.
std::size_t Reader::next_field(std::size_t at) {
  const char separator = header_.delimiters.field;
  do {
    ++at;
    ++field_;
  } while (at < message_.size() && message_[at] == separator);
  begin_ = at;
  start_field();
  return at;
}

// The separator at `at` ends a text and says what the next one is. The result is the place to go on from.
std::size_t Reader::separator(std::size_t at) {
  const Delimiters& d = header_.delimiters;
  const char c = message_[at];
  if (c == d.field) {
    flush(at, false);
    end_repetition();
    return next_field(at);
  }
  if (c == d.repetition) {
    flush(at, false);
    if (field_node_ == nullptr) ++empty_repetitions_;
    end_repetition();
    begin_ = repetition_begin_ = at + 1;
    component_ = 1;
    start_component();
  } else if (c == d.component && !literal_) {
    flush(at, true);
    begin_ = at + 1;
    ++component_;
    start_component();
  } else if (c == d.subcomponent && component_type_ != nullptr) {
    flush(at, false);
    begin_ = at + 1;
    ++subcomponent_;
  }
  return at + 1;
}

void Reader::start_field() {
  seen_ = 0;
  component_ = 1;
  empty_repetitions_ = 0;
  repetition_begin_ = begin_;
  field_node_ = nullptr;
  field_type_ = nullptr;
  literal_ = false;
  if (definition_ != nullptr && field_ <= definition_->fields.size()) {
    const Item& item = definition_->fields[field_ - 1];
    field_type_ = item.type;
    if (item.varies && obx_) {
      field_type_ = obx_type_;
      literal_ = field_type_ == names().st;
    }
    if (field_type_ != nullptr && field_type_->formatted) literal_ = true;
  }
  start_component();
}

void Reader::start_component() {
  subcomponent_ = 1;
  component_node_ = nullptr;
  component_type_ = nullptr;
  seen_ = 0;
  if (field_type_ == nullptr || component_ > field_type_->components.size()) return;
  const DataType* type = field_type_->components[component_ - 1].type;
  if (type != nullptr && !type->primitive()) component_type_ = type;
}

void Reader::end_repetition() {
  if (field_node_ != nullptr) set_span(*field_node_, repetition_begin_, field_node_->span().end);
  field_node_ = nullptr;
  component_node_ = nullptr;
}

Name Reader::segment_item_name() const {
  if (definition_ != nullptr && field_ <= definition_->fields.size()) return definition_->fields[field_ - 1].name;
  return tree_.name(std::string(id_) + '.' + std::to_string(field_));
}

Node& Reader::field_node() {
  if (field_node_ != nullptr) return *field_node_;
  const Name name = segment_item_name();
  // An empty repetition before a filled one keeps its place, as an element without content does in v2.xml.
  for (; empty_repetitions_ > 0 && !full_; --empty_repetitions_) {
    tree_.set_repeats(*tree_.append(*segment_, name), true);
    full_ = tree_.size() > limits_.nodes;
  }
  field_node_ = tree_.append(*segment_, name);
  tree_.set_repeats(*field_node_, true);
  return *field_node_;
}

// The node that takes the text: the field itself when it has no components, else the component or sub-component.
Node& Reader::value_node(bool more_components) {
  Node& field = field_node();
  const bool typed = field_type_ != nullptr && !field_type_->primitive();
  if (!typed) {
    const bool direct = component_ == 1 && (field_type_ != nullptr || !more_components);
    if (direct) return field;
    const Name any = tables().any_component(component_);
    return *tree_.append(field, any ? any : tree_.name("C." + std::to_string(component_)));
  }
  if (component_node_ == nullptr) {
    const bool known = component_ <= field_type_->components.size();
    const Name name = known ? field_type_->components[component_ - 1].name
                            : tree_.name(std::string(field_type_->name.text()) + '.' + std::to_string(component_));
    component_node_ = tree_.append(field, name);
  }
  if (component_type_ == nullptr) return *component_node_;
  const bool known = subcomponent_ <= component_type_->components.size();
  return *tree_.append(*component_node_, known ? component_type_->components[subcomponent_ - 1].name
                                               : tree_.name(std::string(component_type_->name.text()) + '.' +
                                                            std::to_string(subcomponent_)));
}

void Reader::flush(std::size_t end, bool more_components) {
  std::size_t begin = begin_;
  const bool formatted = literal_ && field_type_ != names().st;
  while (end > begin && blank(message_[end - 1])) --end;
  if (!formatted) {
    while (begin < end && blank(message_[begin])) ++begin;
  }
  const std::uint8_t seen = seen_;
  seen_ = 0;
  if (begin == end) return;
  const std::string_view raw = message_.substr(begin, end - begin);
  // Some Belgian systems write the word of their programming language where they have nothing.
  const bool nothing =
      (raw == "null" || raw == "NULL") && !literal_ && !(field_type_ != nullptr && field_type_->person);
  if (nothing) return;
  Node& node = value_node(more_components);
  tree_.set_value(node, ValueKind::string, seen == 0 ? raw : text_of(raw, seen));
  set_span(node, begin, end);
  if (component_node_ != nullptr && component_node_ != &node)
    set_span(*component_node_, component_node_->span().empty() ? begin : component_node_->span().begin, end);
  if (field_node_ != &node) set_span(*field_node_, repetition_begin_, end);
  full_ = full_ || tree_.size() > limits_.nodes;
  if (obx_ && field_ == 2 && component_ == 1) obx_type_ = tables().type(pack(raw));
}

std::string_view Reader::text_of(std::string_view raw, std::uint8_t seen) {
  if ((seen & kControl) != 0) raw = without_control(raw);
  if ((seen & kEscape) != 0) return unescape(raw, header_.delimiters, charset_, tree_.arena());
  if ((seen & kHigh) != 0) return to_utf8(raw, charset_, tree_.arena());
  return raw;
}

// Line ends become LF; other control characters are no text (they cannot stand in FHIR either).
std::string_view Reader::without_control(std::string_view text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' || c == '\n') {
      if (c == '\n' && i > 0 && text[i - 1] == '\r') continue;
      clean += '\n';
    } else if ((classes_[static_cast<unsigned char>(c)] & kControl) == 0 && c != '\x1c') {
      clean += c;
    } else {
      control_ = true;
    }
  }
  return tree_.arena().copy(clean);
}

}  // namespace schakel::formats::hl7v2
