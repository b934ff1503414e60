#include "validation/rules/slicing.h"

#include "validation/names.h"
#include "validation/rules/binding.h"
#include "validation/rules/compare.h"
#include "validation/rules/fixed.h"
#include "validation/rules/reference.h"
#include "validation/rules/types.h"

namespace schakel::validation::rules {

namespace {

bool is_named(const Node& child, Name stem, const fhir::Definitions& definitions) {
  if (child.name() == stem) return true;
  const std::string_view text = child.name().text();
  const std::string_view start = stem.text();
  if (text.size() <= start.size() || text.substr(0, start.size()) != start) return false;
  const fhir::Element* element = definitions.element(child.element());
  return element != nullptr && element->choice() && element->name == stem;
}

// Calls `take` for each node the path leads to until it returns true; true if one did.
template <class Take>
bool any_at(Work& work, const Node& node, std::span<const PathStep> path, Take&& take) {
  if (path.empty()) return take(node);
  const PathStep& step = path.front();
  const std::span<const PathStep> rest = path.subspan(1);
  switch (step.kind) {
    case StepKind::child:
      for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
        if (is_named(*c, step.name, work.library.definitions()) && any_at(work, *c, rest, take)) return true;
      }
      return false;
    case StepKind::extension:
      for (const Node* c = node.first_child(); c != nullptr; c = c->next()) {
        if (!(c->name() == Names::get().extension)) continue;
        const Node* url = c->child(Names::get().url);
        if (url != nullptr && url->value() == step.url && any_at(work, *c, rest, take)) return true;
      }
      return false;
    case StepKind::of_type: return node.type() == step.name && any_at(work, node, rest, take);
    case StepKind::resolve: {
      const Node* target = resolve_reference(work, node);
      return target != nullptr && any_at(work, *target, rest, take);
    }
  }
  return false;
}

bool is_of(const Node& node, std::span<const Name> types, const fhir::Definitions& definitions) {
  const fhir::Type* actual = definitions.type(node.type());
  for (const Name name : types) {
    if (node.type() == name) return true;
    const fhir::Type* wanted = definitions.type(name);
    // Resources and data types may be given by a type they descend from; primitives may not (a code is no string here).
    if (actual != nullptr && wanted != nullptr && actual->kind == fhir::TypeKind::resource && actual->is_a(*wanted))
      return true;
  }
  return false;
}

template <bool kExplain>
bool is_match(Run<kExplain>& run, const Node& node, std::uint32_t index, const Matcher& m) {
  Work& work = run.work();
  if (m.kind == DiscriminatorKind::position) return index >= m.first && index < m.last;
  const auto anything = [](const Node&) { return true; };
  if (m.absent) return !any_at(work, node, m.path, anything);
  switch (m.kind) {
    case DiscriminatorKind::exists: return any_at(work, node, m.path, anything) == m.present;
    case DiscriminatorKind::type:
      return any_at(work, node, m.path, [&](const Node& n) { return is_of(n, m.types, work.library.definitions()); });
    case DiscriminatorKind::profile:
      return any_at(work, node, m.path, [&](const Node& n) {
        for (const Link& link : m.profiles) {
          const Program* program = link.program(work.library);
          if (program != nullptr && run.conforms(n, *program)) return true;
        }
        return false;
      });
    case DiscriminatorKind::value:
    case DiscriminatorKind::position: break;
  }
  if (!m.equals.empty()) return any_at(work, node, m.path, [&](const Node& n) { return n.value() == m.equals; });
  if (!m.value_set.empty())
    return any_at(work, node, m.path, [&](const Node& n) { return is_member(work, n, m.value_set); });
  for (const Node* pattern : m.patterns) {
    if (!any_at(work, node, m.path, [&](const Node& n) { return fits(n, *pattern, Fit::pattern); })) return false;
  }
  return true;
}

template <bool kExplain>
const Matcher* first_failing(Run<kExplain>& run, const Node& node, std::uint32_t index, const Slice& slice) {
  for (const Matcher& m : slice.matchers) {
    if (!is_match(run, node, index, m)) return &m;
  }
  return nullptr;
}

std::string expectation(const Matcher& m) {
  if (m.absent) return "nothing";
  if (m.kind == DiscriminatorKind::exists) return m.present ? "something" : "nothing";
  if (m.kind == DiscriminatorKind::position) return "an index from " + std::to_string(m.first);
  std::string text;
  if (m.kind == DiscriminatorKind::type) {
    for (const Name n : m.types) text += (text.empty() ? "type " : " or ") + std::string(n.text());
    return text;
  }
  if (m.kind == DiscriminatorKind::profile) {
    for (const Link& l : m.profiles)
      text += (text.empty() ? "something that conforms to " : " or ") + std::string(l.canonical());
    return text;
  }
  if (!m.equals.empty()) return "'" + std::string(m.equals) + "'";
  if (!m.value_set.empty()) return "a code of " + std::string(m.value_set);
  for (const Node* p : m.patterns) text += (text.empty() ? "'" : " and '") + sketch(*p) + "'";
  return text;
}

std::string finding(Work& work, const Node& node, const Matcher& m) {
  std::string text;
  any_at(work, node, m.path, [&](const Node& n) {
    if (!text.empty()) text += ", ";
    text += m.kind == DiscriminatorKind::type      ? "type " + std::string(n.type().text())
            : m.kind == DiscriminatorKind::profile ? "something that does not"
                                                   : "'" + sketch(n) + "'";
    return text.size() > 200;
  });
  return text.empty() ? "nothing" : text;
}

template <bool kExplain>
std::string reason(Run<kExplain>& run, const Node& node, std::uint32_t index, const Slice& slice) {
  if (!slice.evaluable) return "cannot be judged";
  const Matcher* m = first_failing(run, node, index, slice);
  if (m == nullptr) return "fits";
  return "'" + std::string(m->text) + "' should be " + expectation(*m) + ", but is " + finding(run.work(), node, *m);
}

bool is_reslice(std::string_view deeper, std::string_view of) {
  return deeper.size() > of.size() && deeper.substr(0, of.size()) == of && deeper[of.size()] == '/';
}

template <bool kExplain>
int find_slice(Run<kExplain>& run, const Node& node, std::uint32_t index, const Group& group, bool& unsure,
               bool& good) {
  const std::span<const Slice> slices = group.slicing->slices;
  int found = -1;
  int fallback = -1;
  for (std::size_t s = 0; s < slices.size(); ++s) {
    const Slice& slice = slices[s];
    if (++run.work().steps > run.work().limits.steps) {
      good = report_too_costly(run, node, *group.element);
      return -1;
    }
    if (slice.fallback && slice.matchers.empty()) {
      fallback = static_cast<int>(s);
      continue;
    }
    if (!slice.evaluable) {
      unsure = true;
      continue;
    }
    if (first_failing(run, node, index, slice) != nullptr) continue;
    if (found < 0) {
      found = static_cast<int>(s);
      continue;
    }
    const std::string_view first = slices[static_cast<std::size_t>(found)].element->slice_name;
    const std::string_view second = slice.element->slice_name;
    if (is_reslice(second, first)) {
      found = static_cast<int>(s);
    } else if (!is_reslice(first, second)) {
      good = run.error(node, slice.element, IssueType::invalid, kMatchMultiple, [&] {
        return std::vector<Argument>{Argument::name(first), Argument::name(second),
                                     Argument::name(slice.element->program->url)};
      });
      if (!kExplain) return found;
    }
  }
  return found < 0 ? fallback : found;
}

template <bool kExplain>
bool check_order(Run<kExplain>& run, const Node& node, const Group& group, int found, SliceOrder& order) {
  if (order.group != &group) order = SliceOrder{&group, -1, false};
  if (found < 0) {
    order.open_seen = true;
    return true;
  }
  const std::span<const Slice> slices = group.slicing->slices;
  const ElementRule& slice = *slices[static_cast<std::size_t>(found)].element;
  bool good = true;
  if (group.slicing->ordered && found < order.last) {
    good = run.error(node, &slice, IssueType::invalid, kSliceOrder, [&] {
      return std::vector<Argument>{Argument::name(slice.slice_name),
                                   Argument::name(slices[static_cast<std::size_t>(order.last)].element->slice_name),
                                   Argument::name(slice.program->url)};
    });
  }
  if (group.slicing->rules == SlicingRules::open_at_end && order.open_seen) {
    good = run.error(node, &slice, IssueType::invalid, kSliceEnd, [&] {
      return std::vector<Argument>{Argument::name(slice.slice_name), Argument::name(slice.program->url)};
    });
  }
  order.last = std::max(order.last, found);
  return good;
}

}  // namespace

template <bool kExplain>
int match_slice(Run<kExplain>& run, const Node& node, std::uint32_t index, const Group& group, SliceOrder& order,
                bool& good) {
  bool unsure = false;
  const int found = find_slice(run, node, index, group, unsure, good);
  if (!kExplain && !good) return found;
  if (group.slicing->ordered || group.slicing->rules == SlicingRules::open_at_end)
    good &= check_order(run, node, group, found, order);
  if (found >= 0) return found;
  if (unsure) {
    for (const Slice& s : group.slicing->slices) {
      if (s.evaluable) continue;
      run.work().count_not_checked("not-checked slice", s.element->id);
      run.information(node, s.element, IssueType::not_supported, kNotEvaluable, [&] {
        return std::vector<Argument>{Argument::name(s.element->slice_name), Argument::name(s.element->program->url)};
      });
    }
    return -1;
  }
  if (group.slicing->rules != SlicingRules::closed) return -1;
  good &= run.error(node, group.element, IssueType::invalid, kNotSlice, [&] {
    std::string reasons;
    for (const Slice& s : group.slicing->slices)
      reasons += "; " + std::string(s.element->slice_name) + ": " + reason(run, node, index, s);
    return std::vector<Argument>{Argument::name(group.element->program->url), Argument{std::move(reasons), false}};
  });
  return -1;
}

template <bool kExplain>
std::optional<bool> is_in_slice(Run<kExplain>& run, const Node& node, std::uint32_t index, const Slicing& slicing,
                                const Slice& slice) {
  const std::string_view name = slice.element->slice_name;
  const bool rest = slice.fallback && slice.matchers.empty();  // belongs where no other slice fits
  bool unsure = false;
  for (const Slice& one : slicing.slices) {
    if (rest ? one.fallback && one.matchers.empty() : &one != &slice && !is_reslice(name, one.element->slice_name))
      continue;
    if (++run.work().steps > run.work().limits.steps) return std::nullopt;
    if (!one.evaluable) {
      unsure = true;
    } else if ((first_failing(run, node, index, one) == nullptr) == rest) {
      return false;
    }
  }
  if (unsure) return std::nullopt;
  return true;
}

template <bool kExplain>
std::string explain_candidates(Run<kExplain>& run, const Node& parent, const Group& group, const Slice& slice) {
  std::string text;
  std::uint32_t index = 0;
  for (const Node* c = parent.first_child(); c != nullptr; c = c->next()) {
    if (!is_named(*c, group.element->name, run.library().definitions())) continue;
    const std::uint32_t at = index++;
    if (text.size() > 2000) continue;
    const std::string why = reason(run, *c, at, slice);
    if (why == "fits") continue;
    text += "; " + std::string(c->name().text()) + '[' + std::to_string(at) + "]: " + why;
  }
  return text;
}

template int match_slice(Run<false>&, const Node&, std::uint32_t, const Group&, SliceOrder&, bool&);
template int match_slice(Run<true>&, const Node&, std::uint32_t, const Group&, SliceOrder&, bool&);
template std::optional<bool> is_in_slice(Run<false>&, const Node&, std::uint32_t, const Slicing&, const Slice&);
template std::optional<bool> is_in_slice(Run<true>&, const Node&, std::uint32_t, const Slicing&, const Slice&);
template std::string explain_candidates(Run<false>&, const Node&, const Group&, const Slice&);
template std::string explain_candidates(Run<true>&, const Node&, const Group&, const Slice&);

}  // namespace schakel::validation::rules
