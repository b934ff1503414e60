#include "mapping/functions/shared_number.h"

#include "mapping/functions/run_mark.h"
#include "mapping/functions/v2_nodes.h"

#include <map>
#include <set>

namespace schakel::mapping {

namespace {

struct Names {
  Name xcn1 = Name::intern("XCN.1"), xcn2 = Name::intern("XCN.2"), xcn9 = Name::intern("XCN.9");
  Name fn1 = Name::intern("FN.1"), hd1 = Name::intern("HD.1"), hd2 = Name::intern("HD.2");
};
const Names& names() {
  static const Names all;
  return all;
}

std::string number_of(const Node& xcn) {
  const Node* authority = xcn.child(names().xcn9);
  std::string number(trim(child_text(&xcn, names().xcn1)));
  for (const Name part : {names().hd1, names().hd2}) number.append(1, '\x1f').append(child_text(authority, part));
  return number;
}

// Letters alone, ASCII ones in lower case.
std::string family_of(const Node& xcn) {
  std::string family;
  for (const char c : child_text(xcn.child(names().xcn2), names().fn1)) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80)
      family += upper ? static_cast<char>(c + 32) : c;
  }
  return family;
}

class Message {
 public:
  bool shares(const Node& xcn) {
    if (run_ != RunMark::current()) {
      run_ = RunMark::current();
      families_.clear();
      shared_.clear();
      const Node* root = &xcn;
      while (root->parent() != nullptr) root = root->parent();
      read(*root);
    }
    return !shared_.empty() && shared_.contains(number_of(xcn));
  }

 private:
  void read(const Node& node) {
    const Node* first = node.first_child();
    if (first == nullptr) return;
    if (first->name() == names().xcn1) return note(node);
    for (const Node* c = first; c != nullptr; c = c->next()) read(*c);
  }

  void note(const Node& xcn) {
    const std::string family = family_of(xcn);
    if (family.empty()) return;
    std::string& known = families_[number_of(xcn)];
    if (known.empty()) known = family;
    const std::string_view shorter = known.size() < family.size() ? known : family;
    const std::string_view longer = known.size() < family.size() ? family : known;
    if (!longer.starts_with(shorter)) shared_.insert(number_of(xcn));
  }

  std::uint64_t run_ = 0;
  std::map<std::string, std::string> families_;
  std::set<std::string> shared_;
};

}  // namespace

bool is_shared_number(const Node& xcn) {
  if (RunMark::current() == 0) return false;
  thread_local Message message;
  return message.shares(xcn);
}

}  // namespace schakel::mapping
