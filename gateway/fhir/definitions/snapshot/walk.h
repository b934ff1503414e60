#pragma once
// The walk over base and differential that makes the elements of a snapshot. Each base element meets one of: nothing
// stated (copied), one statement (laid over), a slicing (the base element repeated for each slice), a slicing of the
// base (its slices in order, new ones after them). Where the differential goes deeper than the base, the children of
// the element's type are walked with their paths rewritten.

#include "fhir/definitions/snapshot.h"
#include "fhir/definitions/snapshot/elements.h"
#include "fhir/definitions/snapshot/merge.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schakel::fhir::snapshot {

// One element of the new snapshot.
struct Made {
  Node* node = nullptr;
  std::string path, slice;
  bool implied_slicing = false;  // the slicing was not stated: its minimum follows from its slices
};

// A part of the base that is walked against a part of the differential.
struct Scope {
  const BaseList* base = nullptr;
  std::size_t at = 0, end = 0;  // of base->elements
  std::size_t diff = 0, diff_end = 0;
  std::string base_root;          // this path in the base ...
  std::string match_root;         // ... is this one in the differential, as stated (`Observation.valueQuantity`)
  std::string result_root;        // ... and this one in the snapshot (`Observation.value[x]`)
  std::size_t root = kNowhere;    // where the element stands that a slice repeats
  bool in_slice = false;          // the elements are being repeated for one slice
  std::size_t slicer = kNowhere;  // the element of the snapshot whose slice it is
  std::string sliced_path;        // the base element of this path counts as not sliced
};

class Walker {
 public:
  Walker(Tree& tree, const Node& structure, DiffList& diff, SnapshotSource& source, SnapshotResult& result);

  // Fills made(). False: result.error says why.
  bool run(const BaseList& base);
  // Elements of a type that are walked on behalf of a new element of a specialisation.
  bool run(Scope scope);
  [[nodiscard]] std::vector<Made>& made() { return made_; }
  Merger& merger() { return merger_; }
  // The snapshot of another definition; null when it is not known.
  const BaseList* list(std::string_view canonical);

 private:
  using Matches = std::vector<std::size_t>;

  // walk.cpp
  void walk(Scope& scope);
  [[nodiscard]] Matches matches_of(const Scope& scope, std::string_view path) const;
  // The first statement below the path from the cursor on; kNowhere if there is none. `past_slices`: a named slice of
  // the path ends the search when false.
  [[nodiscard]] std::size_t inner(const Scope& scope, std::string_view path, bool past_slices) const;
  [[nodiscard]] bool is_one(const Scope& scope, std::string_view path, const Matches& matches) const;
  void not_stated(Scope& scope, const std::string& path);
  void stated_once(Scope& scope, const std::string& path, std::size_t match, std::size_t count);
  Node* template_of(const Scope& scope, const BaseList::Element& base, const DiffElement& diff,
                    const std::string& path);
  void keep_reslicing(Node& node, const BaseList::Element& base, const DiffElement& diff);
  [[nodiscard]] bool keeps_minimum(const Scope& scope, const std::string& path, const BaseList::Element& base,
                                   const DiffElement& diff, std::size_t count) const;
  std::size_t add(const Scope& scope, const BaseList::Element& base);
  std::size_t add(Node* node, std::string path, std::string slice);
  void copy_range(const Scope& scope, std::size_t from, std::size_t to);

  // children.cpp
  // The element just made is walked into by diff [from, to); `stated`: its path as the differential writes it.
  void children(const Scope& scope, std::size_t element, const std::string& stated, std::size_t from, std::size_t to);
  void referenced_children(const Scope& scope, std::size_t element, const std::string& stated, std::size_t from,
                           std::size_t to);
  const BaseList* children_list(const Made& element, std::string_view stated);
  bool check_profile(const Node& profile, std::string_view code, const std::string& path);

  // slicing.cpp
  void slice(Scope& scope, const std::string& path, const Matches& matches);
  std::size_t make_slicer(Scope& scope, const std::string& path, const Matches& matches, std::size_t end,
                          std::size_t& start);
  void walk_slice(const Scope& scope, std::size_t at, std::size_t end, std::size_t match, std::size_t slicer,
                  const std::string& sliced_path);
  bool walk_reslice(const Scope& scope, const std::string& path, std::size_t match, std::size_t slicer);
  void raise_minimum(std::size_t slicer);

  // type_slicing.cpp
  struct TypeSlice {
    std::size_t diff;
    std::string type;  // empty: the explicit slicer
  };
  std::optional<std::vector<TypeSlice>> type_slices(const std::string& path, const Matches& matches);
  bool prepare_type_slices(const std::string& path, std::vector<TypeSlice>& slices);
  void slice_by_type(Scope& scope, const std::string& path, std::vector<TypeSlice> slices);
  void finish_type_slicing(const std::string& path, std::size_t slicer, const std::vector<TypeSlice>& slices,
                           bool short_cut, const std::vector<std::string>& others);

  // sliced_base.cpp
  void sliced(Scope& scope, const std::string& path, const Matches& matches);
  void sliced_not_stated(Scope& scope, const std::string& path);
  void sliced_stated(Scope& scope, const std::string& path, const Matches& matches);
  void said_of_all(const Scope& scope, const std::string& path, std::size_t match, std::size_t slicer);
  bool slicing_agrees(const Scope& scope, const std::string& path, const DiffElement& stated);
  void add_discriminators(Node& element, const Node& stated);
  void new_slice(Scope& scope, const std::string& path, std::size_t match);
  [[nodiscard]] std::vector<std::size_t> slices_in_base(const Scope& scope, std::size_t slicer) const;

  [[nodiscard]] std::string match_path(const Scope& scope, std::string_view base_path) const;
  [[nodiscard]] std::string result_path(const Scope& scope, std::string_view base_path) const;
  void fail(const std::string& path, const std::string& why);
  [[nodiscard]] bool failed() const { return !result_.error.empty(); }

  Tree& tree_;
  const Node& structure_;
  DiffList& diff_;
  SnapshotSource& source_;
  SnapshotResult& result_;
  Merger merger_;
  std::vector<Made> made_;
  std::map<std::string, std::unique_ptr<BaseList>, std::less<>> lists_;
  std::vector<std::unique_ptr<BaseList>> reslices_;  // slices that were made and are the base of further ones
  std::vector<std::unique_ptr<std::vector<std::pair<std::string, std::string>>>> texts_;  // their paths and names
  std::size_t steps_ = 0;
  std::size_t work_ = 0;
};

}  // namespace schakel::fhir::snapshot
