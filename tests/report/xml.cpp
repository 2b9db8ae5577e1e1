#include "report/xml.h"

#include <cctype>
#include <stdexcept>

namespace canopy::test {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Node document() {
    expect("<!DOCTYPE html>");
    skip_space();
    Node root = element();
    skip_space();
    if (at_ != text_.size()) fail("text after the end");
    return root;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at byte " + std::to_string(at_) + ": " +
                             std::string(text_.substr(at_, 60)));
  }

  bool here(std::string_view word) const { return text_.substr(at_).starts_with(word); }

  void expect(std::string_view word) {
    if (!here(word)) fail("expected " + std::string(word));
    at_ += word.size();
  }

  char next() {
    if (at_ == text_.size()) fail("unexpected end");
    return text_[at_++];
  }

  bool skip_space() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ > start;
  }

  std::string name() {
    std::string out;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '-'))
      out += text_[at_++];
    if (out.empty() || !std::isalpha(static_cast<unsigned char>(out.front())))
      fail("expected a name");
    return out;
  }

  std::string entity() {
    for (const auto& [word, character] :
         {std::pair{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}})
      if (here(word)) {
        expect(word);
        return character;
      }
    fail("a bare '&'");
  }

  void attribute(Node& node) {
    const std::string key = name();
    expect("=\"");
    std::string value;
    while (!here("\"")) {
      if (here("<")) fail("'<' in an attribute");
      value += here("&") ? entity() : std::string(1, next());
    }
    expect("\"");
    if (!node.attributes.emplace(key, value).second) fail("duplicate attribute: " + key);
  }

  Node element() {
    Node node;
    expect("<");
    node.name = name();
    while (skip_space() && !here("/") && !here(">")) attribute(node);
    if (here("/>")) {
      expect("/>");
      return node;
    }
    expect(">");
    while (!here("</")) {
      if (here("<")) {
        node.children.push_back(element());
        node.text += node.children.back().text;
      } else {
        node.text += here("&") ? entity() : std::string(1, next());
      }
    }
    expect("</" + node.name + ">");
    return node;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Node::attribute(const std::string& key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? "" : found->second;
}

bool Node::has_class(const std::string& word) const {
  return (" " + attribute("class") + " ").find(" " + word + " ") != std::string::npos;
}

Node parse_xml(std::string_view text) {
  return Reader(text).document();
}

void walk(const Node& node, const std::function<void(const Node&)>& visit) {
  visit(node);
  for (const Node& child : node.children) walk(child, visit);
}

std::vector<const Node*> all(const Node& node, const std::string& name) {
  std::vector<const Node*> found;
  walk(node, [&](const Node& n) {
    if (n.name == name) found.push_back(&n);
  });
  return found;
}

const Node* by_id(const Node& node, const std::string& id) {
  const Node* found = nullptr;
  walk(node, [&](const Node& n) {
    if (n.attribute("id") == id) found = &n;
  });
  return found;
}

}  // namespace canopy::test
