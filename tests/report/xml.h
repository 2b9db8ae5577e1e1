// A small strict XML reader: what it takes, every browser shows as it was meant.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace canopy::test {

struct Node {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<Node> children;
  std::string text;  // of the element with all within it, entities resolved

  std::string attribute(const std::string& key) const;  // empty when absent
  /// Classes are the words of class="...".
  bool has_class(const std::string& word) const;
};

/// Reads a document with its DOCTYPE. Throws std::runtime_error that says where it is not
/// well-formed: an element left open, a bare '<' or '&', an attribute twice, text behind the end.
Node parse_xml(std::string_view text);

/// Calls `visit` with the node and all below it, in the order of the document.
void walk(const Node& node, const std::function<void(const Node&)>& visit);
/// All nodes of a name, in the order of the document.
std::vector<const Node*> all(const Node& node, const std::string& name);
/// The node with this id, or nullptr.
const Node* by_id(const Node& node, const std::string& id);

}  // namespace canopy::test
