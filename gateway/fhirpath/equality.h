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

// A set of the items of one collection, by equality: distinct, union, subsetOf... Lives in the scratch memory. A
// handful is compared one by one, more through a hash table.
class EqualitySet {
 public:
  // `expected` items will be inserted; more make it grow.
  EqualitySet(Machine& m, std::size_t expected);
  // False: an equal one was there already.
  bool insert(const Value& v);
  [[nodiscard]] bool contains(const Value& v) const;

 private:
  static constexpr std::size_t kFew = 8;
  struct Item {
    Value value;
    std::uint32_t hash = 0;
  };
  [[nodiscard]] std::uint32_t hash(const Value& v) const;
  // The place of an equal item in the table, or the empty place where it belongs; among few: its index or size_.
  [[nodiscard]] std::size_t find(const Value& v, std::uint32_t hash) const;

  void make_room(std::size_t items);

  Machine& m_;
  Item* items_ = nullptr;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
  std::uint32_t* table_ = nullptr;  // index into items_ + 1; null: few
  std::size_t capacity_ = 0;
};

}  // namespace schakel::fhirpath
