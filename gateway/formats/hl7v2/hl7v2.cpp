#include "formats/hl7v2/hl7v2.h"

#include "formats/hl7v2/reader.h"

#include <array>
#include <cstring>

namespace schakel::formats::hl7v2 {

namespace {

constexpr std::array<std::string_view, 3> kMediaTypes = {"application/hl7-v2", "x-application/hl7-v2+er7",
                                                         "application/hl7-v2+er7"};

struct Names {
  Name msh = Name::intern("MSH"), evn = Name::intern("EVN"), evn_1 = Name::intern("EVN.1"),
       msg_1 = Name::intern("MSG.1"), msg_2 = Name::intern("MSG.2"), msg_3 = Name::intern("MSG.3"),
       msh_9 = Name::intern("MSH.9"), msh_10 = Name::intern("MSH.10"), msh_3 = Name::intern("MSH.3"),
       msh_4 = Name::intern("MSH.4"), msh_7 = Name::intern("MSH.7"), msh_11 = Name::intern("MSH.11"),
       hd_1 = Name::intern("HD.1"), pt_1 = Name::intern("PT.1");
};
const Names& names() {
  static const Names instance;
  return instance;
}

std::string_view value_of(const Node* node) { return node != nullptr ? node->value().reveal() : std::string_view{}; }

std::string_view value_of(const Node* field, Name component) {
  return field != nullptr ? value_of(field->child(component)) : std::string_view{};
}

// The concatenation, in the tree's arena.
std::string_view join(Arena& arena, std::string_view a, std::string_view separator, std::string_view b) {
  char* to = static_cast<char*>(arena.allocate(a.size() + separator.size() + b.size() + 1, 1));
  std::size_t size = 0;
  for (const std::string_view part : {a, separator, b}) {
    if (!part.empty()) std::memcpy(to + size, part.data(), part.size());
    size += part.size();
  }
  return {to, size};
}

}  // namespace

std::span<const std::string_view> Hl7v2::media_types() const { return kMediaTypes; }

bool Hl7v2::read(std::string_view message, const ReadOptions& options, Tree& tree, Issues& issues) const {
  return Reader(message, options, tree, issues).read();
}

Envelope Hl7v2::envelope(const Tree& tree) const {
  Envelope e;
  if (tree.root() == nullptr) return e;
  const Node& root = *tree.root();
  const Names& n = names();
  const Node* msh = root.child(n.msh);
  if (msh == nullptr) return e;
  const Node* evn = root.child(n.evn);
  const Node* nine = msh->child(n.msh_9);
  const MessageType type = message_type(value_of(nine, n.msg_1), value_of(nine, n.msg_2), value_of(nine, n.msg_3),
                                        evn != nullptr ? value_of(evn->child(n.evn_1)) : std::string_view{});
  Arena& arena = tree.arena();
  e.type = type.event.empty() ? type.code : join(arena, type.code, "^", type.event);
  e.structure = root.name().text();
  e.type_path = "MSH-9.1";
  e.event_path = "MSH-9.2";
  e.control_id = value_of(msh->child(n.msh_10));
  const std::string_view application = value_of(msh->child(n.msh_3), n.hd_1);
  const std::string_view facility = value_of(msh->child(n.msh_4), n.hd_1);
  e.sender = facility.empty() ? application : join(arena, application, "|", facility);
  const std::string_view processing = value_of(msh->child(n.msh_11), n.pt_1);
  e.test = processing == "D" || processing == "T";
  e.digest_text = tree.source();
  if (const Node* seven = msh->child(n.msh_7)) {
    const Span span = seven->span();
    e.digest_text = join(arena, tree.source().substr(0, span.begin), "", tree.source().substr(span.end));
  }
  return e;
}

}  // namespace schakel::formats::hl7v2
