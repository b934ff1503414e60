#pragma once
// Equality and equivalence of items and collections (http://hl7.org/fhirpath/N1/#equality, #equivalence).

#include "fhirpath/machine.h"

#include <cstddef>
#include <span>

namespace schakel::fhirpath {

// `empty` where precisions or dimensions leave it open; failed never.
Truth equal(Machine& m, const Value& a, const Value& b);
bool equivalent(Machine& m, const Value& a, const Value& b);
Truth equal(Machine& m, std::span<const Value> a, std::span<const Value> b);
bool equivalent(Machine& m, std::span<const Value> a, std::span<const Value> b);
// Equal by value and structure, names of children included.
bool deep_equal(Machine& m, const Node& a, const Node& b);

// less, equal, greater, unknown (empty). False: the two cannot be compared.
bool compare_values(const Value& a, const Value& b, Order& order);

// A set of the items of one collection, by equality: distinct, union, subsetOf... Lives in the scratch memory.
class EqualitySet {
 public:
  EqualitySet(Machine& m, std::size_t expected);
  // False: an equal one was there already.
  bool insert(const Value& v);
  [[nodiscard]] bool contains(const Value& v) const;

 private:
  struct Slot {
    Value value;
    std::uint32_t hash = 0;
    bool used = false;
  };
  [[nodiscard]] std::uint32_t hash(const Value& v) const;
  [[nodiscard]] Slot* find(const Value& v, std::uint32_t hash) const;
  void grow();

  Machine& m_;
  Slot* slots_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace schakel::fhirpath
