#include "validation/rules/bundle.h"

#include "fhir/primitives/formats.h"
#include "validation/names.h"

#include <algorithm>
#include <array>

namespace schakel::validation::rules {

namespace {

std::string_view text_of(const Node& parent, Name child) {
  const Node* node = parent.child(child);
  return node == nullptr ? std::string_view{} : node->value().reveal();
}

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

// `base/Type/id` with a type of ours: the parts, else empty ones.
struct RestUrl {
  std::string_view type, id;
};
RestUrl rest_url(std::string_view url, const fhir::Definitions& definitions) {
  if (!starts_with(url, "http://") && !starts_with(url, "https://")) return {};
  url = url.substr(0, url.find("/_history/"));
  const std::size_t slash = url.rfind('/');
  if (slash == std::string_view::npos || slash < 10) return {};
  const std::size_t before = url.rfind('/', slash - 1);
  if (before == std::string_view::npos) return {};
  const std::string_view type = url.substr(before + 1, slash - before - 1);
  const fhir::Type* known = definitions.type(type);
  if (known == nullptr || known->kind != fhir::TypeKind::resource) return {};
  return {type, url.substr(slash + 1)};
}

template <bool kExplain>
class BundleCheck {
 public:
  BundleCheck(Run<kExplain>& run, const Node& bundle, const ElementRule& element)
      : run_(run), bundle_(bundle), element_(element), type_(text_of(bundle, Names::get().type)) {}

  bool check() {
    bool good = links();
    if (stop(good)) return good;
    for (const Node* e = bundle_.child(names_.entry); e != nullptr; e = e->next_of_same_name()) {
      good &= entry(*e);
      if (stop(good)) return good;
    }
    good &= requested();
    if (stop(good)) return good;
    if (type_ == "document") good &= document();
    if (type_ == "message" && !stop(good)) good &= message();
    return good;
  }

 private:
  static bool stop(bool good) { return !kExplain && !good; }

  // Profiles the caller asks of the n-th entry of a type.
  bool requested() {
    bool good = true;
    for (const Options::BundleProfile& wanted : run_.options().bundle_profiles) {
      std::size_t index = 0;
      for (const Node* e = bundle_.child(names_.entry); e != nullptr; e = e->next_of_same_name()) {
        const Node* resource = e->child(names_.resource);
        if (resource == nullptr || (!wanted.type.empty() && !(resource->type() == std::string_view(wanted.type))))
          continue;
        if (index++ != wanted.index) continue;
        if (const Program* program = run_.work().program(wanted.profile)) good &= run_.program(*resource, *program);
      }
    }
    return good;
  }

  bool links() {
    const bool paged = type_ == "searchset" || type_ == "history";
    bool self = false;
    bool good = true;
    unsigned seen = 0;
    for (const Node* l = bundle_.child(names_.link); l != nullptr; l = l->next_of_same_name()) {
      const std::string_view relation = text_of(*l, names_.relation);
      self = self || relation == "self";
      if (relation == "self") searched_ = searched_type(text_of(*l, names_.url), run_.library().definitions());
      static constexpr std::array<std::string_view, 6> kPaging{"first", "previous", "prev", "next", "last", "self"};
      const auto found = std::find(kPaging.begin(), kPaging.end(), relation);
      if (found == kPaging.end()) continue;
      if (!paged && relation != "self") {
        good = run_.error(*l, &element_, IssueType::invalid, kLinkProhibited, [&] {
          return std::vector<Argument>{Argument::name(relation), Argument::name(type_)};
        });
        if (stop(good)) return good;
      }
      const auto which = static_cast<unsigned>(found - kPaging.begin());
      if ((seen & (1U << which)) != 0) {
        good = run_.error(*l, &element_, IssueType::invalid, kLinkTwice,
                          [&] { return std::vector<Argument>{Argument::name(relation)}; });
        if (stop(good)) return good;
      }
      seen |= 1U << which;
    }
    if (type_ == "searchset" && !self) run_.warning(bundle_, &element_, IssueType::invalid, kNoSelf, no_arguments);
    return good;
  }

  bool entry(const Node& e) {
    const Node* url_node = e.child(names_.full_url);
    const Node* resource = e.child(names_.resource);
    const bool good = type_ != "searchset" || found(e, resource);
    return stop(good) ? good : named(e, url_node, resource) && good;
  }

  // What a search gives: matches and what they include have ids, an outcome is an OperationOutcome
  // (http://hl7.org/fhir/R4/bundle.html#searchset).
  bool found(const Node& e, const Node* resource) {
    if (resource == nullptr) return run_.error(e, &element_, IssueType::invalid, kEntryNoResource, no_arguments);
    const Node* search = e.child("search");
    const Node* search_mode = search == nullptr ? nullptr : search->child("mode");
    const std::string_view mode = search_mode == nullptr ? std::string_view{} : search_mode->value().reveal();
    const bool outcome = resource->type() == "OperationOutcome";
    const auto of = [&](std::string_view wanted) {
      return std::vector<Argument>{Argument::name(resource->type().text()), Argument::name(wanted)};
    };
    if (mode == "outcome" && !outcome)
      return run_.error(*resource, &element_, IssueType::invalid, kEntryNoOutcome, [&] { return of({}); });
    if (mode == "outcome" || (mode.empty() && outcome)) return true;
    if (mode == "match" && !searched_.empty() && !(resource->type() == searched_))
      return run_.error(*resource, &element_, IssueType::invalid, kEntryOtherType, [&] { return of(searched_); });
    return !text_of(*resource, names_.id).empty() ||
           run_.error(*resource, &element_, IssueType::invalid, kEntryNoId, no_arguments);
  }

  // The type in `base/Type?query`, a searchset's link to itself; empty where the whole server was searched.
  static std::string_view searched_type(std::string_view url, const fhir::Definitions& definitions) {
    url = url.substr(0, url.find('?'));
    while (!url.empty() && url.back() == '/') url.remove_suffix(1);
    if (url.size() > 8 && url.substr(url.size() - 8) == "/_search") url.remove_suffix(8);
    const fhir::Type* type = definitions.type(url.substr(url.rfind('/') + 1));
    return type != nullptr && type->kind == fhir::TypeKind::resource ? type->name.text() : std::string_view{};
  }

  // fullUrl, and that the resource is the one it names.
  bool named(const Node& e, const Node* url_node, const Node* resource) {
    const bool exempt = starts_with(type_, "transaction") || starts_with(type_, "batch");
    const std::string_view url = url_node == nullptr ? std::string_view{} : url_node->value().reveal();
    if (url.empty()) {
      return exempt || run_.error(e, &element_, IssueType::invalid, kFullUrlRequired,
                                  [&] { return std::vector<Argument>{Argument::name(type_)}; });
    }
    const auto with_url = [&] { return std::vector<Argument>{Argument::value(DataText(url))}; };
    if (!fhir::is_absolute_uri(url))
      return run_.error(*url_node, &element_, IssueType::invalid, kFullUrlRelative, with_url);
    if (resource == nullptr) return true;
    const RestUrl rest = rest_url(url, run_.library().definitions());
    if (rest.type.empty()) return true;
    const std::string_view id = text_of(*resource, names_.id);
    if (id.empty()) {
      // Created by a transaction, a resource gets its id from the server.
      return exempt || run_.error(*url_node, &element_, IssueType::invalid, kFullUrlNoId, with_url);
    }
    if (resource->type() == rest.type && rest.id == id) return true;
    return run_.error(*url_node, &element_, IssueType::invalid, kFullUrlOtherId, [&] {
      return std::vector<Argument>{Argument::value(DataText(url)), Argument::name(resource->type().text()),
                                   Argument::value(DataText(id))};
    });
  }

  const Node* first_resource() const {
    const Node* e = bundle_.child(names_.entry);
    return e == nullptr ? nullptr : e->child(names_.resource);
  }

  bool first(std::string_view type, const Message& otherwise, const Node*& resource) {
    const Node* e = bundle_.child(names_.entry);
    if (e == nullptr) {
      return run_.error(bundle_, &element_, IssueType::invalid, kNoFirst,
                        [&] { return std::vector<Argument>{Argument::name(type_)}; });
    }
    resource = first_resource();
    if (resource != nullptr && resource->type() == type) return true;
    return run_.error(*e, &element_, IssueType::invalid, otherwise, [&] {
      return std::vector<Argument>{Argument::name(resource == nullptr ? "missing" : resource->type().text())};
    });
  }

  bool document() {
    const Node* composition = nullptr;
    if (!first("Composition", kNotDocument, composition)) return false;
    bool good = inside(*composition, "subject") && inside(*composition, "encounter");
    for (const std::string_view name : {"author", "custodian"}) {
      if (stop(good)) return good;
      good &= inside(*composition, name);
    }
    for (const Node* c = composition->first_child(); c != nullptr && !stop(good); c = c->next()) {
      if (c->name() == "attester") good &= inside(*c, "party");
      if (c->name() == "event") good &= inside(*c, "detail");
      if (c->name() == "section") good &= section(*c);
    }
    if (!stop(good)) good &= reachable(true);
    return good;
  }

  bool section(const Node& node) {
    bool good = inside(node, "author");
    if (!stop(good)) good &= inside(node, "focus");
    if (!stop(good)) good &= inside(node, "entry");
    for (const Node* s = node.child("section"); s != nullptr && !stop(good); s = s->next_of_same_name())
      good &= section(*s);
    return good;
  }

  bool message() {
    const Node* header = nullptr;
    if (!first("MessageHeader", kNotMessage, header)) return false;
    const bool good = inside(*header, "focus");
    return stop(good) ? good : reachable(false) && good;
  }

  // The references of that name must lead to an entry.
  bool inside(const Node& parent, std::string_view name) {
    bool good = true;
    for (const Node* r = parent.child(name); r != nullptr; r = r->next_of_same_name()) {
      const std::string_view text = text_of(*r, names_.reference);
      if (text.empty() || text[0] == '#') continue;
      if (run_.work().references.resolve(text, *r).target != nullptr) continue;
      const bool apparent = kExplain && run_.work().references.entry_with(tail(text), *r) != nullptr;
      good = run_.error(*r, &element_, apparent ? IssueType::invalid : IssueType::not_found,
                        apparent ? kEntryApparent : kEntryNotFound,
                        [&] { return std::vector<Argument>{Argument::value(DataText(text))}; });
      if (stop(good)) return good;
    }
    return good;
  }

  // `Type/id` at the end of a reference.
  static std::string_view tail(std::string_view text) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return text;
    const std::size_t before = text.rfind('/', slash - 1);
    return before == std::string_view::npos ? text : text.substr(before + 1);
  }

  // Entries are reached by any reference or URI of a reached one. Work: each node of the Bundle is looked at once.
  bool reachable(bool document) {
    std::unordered_map<const Node*, std::vector<const Node*>> edges;
    std::vector<const Node*> order;
    for (const Node* e = bundle_.child(names_.entry); e != nullptr; e = e->next_of_same_name()) {
      order.push_back(e);
      if (const Node* resource = e->child(names_.resource)) follow(*resource, edges[e]);
    }
    std::unordered_set<const Node*> reached;
    std::vector<const Node*> queue{order.front()};
    while (!queue.empty()) {
      const Node* e = queue.back();
      queue.pop_back();
      if (!reached.insert(e).second) continue;
      for (const Node* to : edges[e]) queue.push_back(to);
    }
    bool good = true;
    for (const Node* e : order) {
      if (reached.count(e) != 0) continue;
      const auto arguments = [&] {
        return std::vector<Argument>{Argument::value(DataText(References::full_url_of(*e)))};
      };
      const std::vector<const Node*>& to = edges[e];
      if (!document || std::any_of(to.begin(), to.end(), [&](const Node* t) { return reached.count(t) != 0; })) {
        run_.warning(*e, &element_, IssueType::informational, kReachedBackwards, arguments);
        continue;
      }
      good = run_.error(*e, &element_, IssueType::informational, kUnreached, arguments);
      if (stop(good)) return good;
    }
    return good;
  }

  void follow(const Node& node, std::vector<const Node*>& out) {
    for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
      const bool link =
          c->name() == names_.reference || c->type() == "uri" || c->type() == "url" || c->type() == "canonical";
      if (link && c->has_value()) {
        const References::Answer answer = run_.work().references.resolve(c->value().reveal(), *c);
        if (answer.bundled && answer.target != nullptr) out.push_back(answer.target->parent());
      }
      if (c->first_child() != nullptr) follow(*c, out);
    }
  }

  const Names& names_ = Names::get();
  Run<kExplain>& run_;
  const Node& bundle_;
  const ElementRule& element_;
  std::string_view type_;
  std::string_view searched_;  // the type that a searchset's link to itself names
};

template <bool kExplain>
bool check(Run<kExplain>& run, const Node& node, const ElementRule& element, const void* /*operand*/) {
  return BundleCheck<kExplain>(run, node, element).check();
}

void compile(const Build& build, std::uint16_t row, Draft& draft) {
  if (draft.root && !build.program.constraint && build.program.type == "Bundle") draft.checks.push_back({row, nullptr});
}

}  // namespace

Rule bundle_rule() { return {"bundle", compile, check<false>, check<true>, nullptr, nullptr, true}; }

}  // namespace schakel::validation::rules
