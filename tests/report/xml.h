// A small strict XML parser: a page that it accepts is unambiguous for every browser.
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
  std::string text;  // of the element and all its descendants, with entities resolved

  std::string attribute(const std::string& key) const;  // empty when absent
  /// Whether `word` is one of the classes in class="...".
  bool has_class(const std::string& word) const;
};

/// Parses a document with a DOCTYPE. Throws std::runtime_error with the position if it is not
/// well-formed: an unclosed element, a bare '<' or '&', a duplicate attribute, text after the end.
Node parse_xml(std::string_view text);

/// Calls `visit` with the node and all its descendants, in document order.
void walk(const Node& node, const std::function<void(const Node&)>& visit);
/// All nodes with this name, in document order.
std::vector<const Node*> all(const Node& node, const std::string& name);
/// The node with this id, or nullptr.
const Node* by_id(const Node& node, const std::string& id);

}  // namespace canopy::test
