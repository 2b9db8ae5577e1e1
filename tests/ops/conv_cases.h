// The shapes of the convolution tests.
#pragma once

#include <vector>

#include "ops/conv2d.h"

namespace canopy::test {

struct ConvCase {
  const char* what;
  Conv2dParams p;
  int n;
};

inline Conv2dParams conv(Image input, int filters, int kernel, Padding padding,
                         Activation activation, int max_items) {
  Conv2dParams p;
  p.input = input;
  p.filters = filters;
  p.kernel_height = p.kernel_width = kernel;
  p.padding = padding;
  p.activation = activation;
  p.max_items = max_items;
  return p;
}

inline std::vector<ConvCase> conv_cases() {
  using enum Activation;
  using enum Padding;
  std::vector<ConvCase> all = {
      {"one value", conv({1, 1, 1}, 1, 1, valid, linear, 1), 1},
      {"one pixel, same", conv({1, 1, 3}, 2, 3, same, sigmoid, 2), 2},
      {"kernel as large as the image", conv({3, 3, 2}, 5, 3, valid, relu, 3), 3},
      {"primes", conv({7, 11, 5}, 13, 3, valid, tanh, 3), 2},
      {"one channel, 16 filters", conv({9, 23, 1}, 16, 3, valid, relu, 4), 3},
      {"one channel, 16 filters, wide", conv({6, 67, 1}, 16, 3, valid, relu, 2), 2},
      {"one channel, 16 filters, same", conv({8, 21, 1}, 16, 3, same, linear, 2), 2},
      {"one channel, 16 filters, one column", conv({5, 3, 1}, 16, 3, valid, relu, 2), 1},
      {"16 to 16, valid", conv({9, 45, 16}, 16, 3, valid, relu, 3), 2},
      {"16 to 16, one pixel out", conv({3, 3, 16}, 16, 3, valid, relu, 1), 1},
      {"16 to 16, linear", conv({4, 19, 16}, 16, 3, valid, linear, 2), 2},
      {"16 to 16, tanh", conv({5, 17, 16}, 16, 3, same, tanh, 2), 2},
      {"16 to 32, same", conv({11, 14, 16}, 32, 3, same, linear, 4), 3},
      {"32 to 64, same", conv({7, 8, 32}, 64, 3, same, relu, 2), 2},
      {"64 to 128, same", conv({5, 4, 64}, 128, 3, same, linear, 2), 1},
      {"16 to 16, one column", conv({6, 1, 16}, 16, 3, same, relu, 2), 2},
      {"17 to 15", conv({6, 7, 17}, 15, 3, same, relu, 2), 2},
      {"5 x 5", conv({8, 9, 3}, 4, 5, same, relu, 1), 1},
      {"one item of several chunks of tiles", conv({21, 61, 16}, 32, 3, same, relu, 1), 1},
      {"short batch", conv({6, 33, 16}, 16, 3, valid, relu, 7), 1},
  };
  ConvCase c{"strides 2 x 3, same", conv({9, 10, 4}, 6, 3, Padding::same, relu, 2), 2};
  c.p.stride_height = 2;
  c.p.stride_width = 3;
  all.push_back(c);
  c = {"strides 3 x 2, valid, 16 filters", conv({10, 9, 16}, 16, 3, valid, relu, 2), 2};
  c.p.stride_height = 3;
  c.p.stride_width = 2;
  all.push_back(c);
  c = {"even kernel 2 x 4, same", conv({5, 6, 2}, 3, 2, Padding::same, linear, 2), 2};
  c.p.kernel_width = 4;
  all.push_back(c);
  c = {"no bias", conv({6, 37, 16}, 16, 3, same, linear, 2), 2};
  c.p.bias = false;
  all.push_back(c);
  c = {"no bias, one channel", conv({6, 37, 1}, 16, 3, same, linear, 2), 2};
  c.p.bias = c.p.input_gradient = false;
  all.push_back(c);
  c = {"first layer", conv({10, 35, 1}, 16, 3, valid, relu, 2), 2};
  c.p.input_gradient = false;
  all.push_back(c);
  for (const int filters : {1, 4, 12, 16, 67}) {
    const bool even = filters % 2 == 0;
    c = {
        "first layer, several blocks",
        conv({70, 67, 1}, filters, 3, even ? Padding::same : Padding::valid, even ? tanh : relu, 2),
        2};
    c.p.input_gradient = false;
    all.push_back(c);
  }
  c = {"first layer, all rows of a thread", conv({130, 66, 1}, 16, 3, valid, sigmoid, 1), 1};
  c.p.input_gradient = false;
  all.push_back(c);
  c = {"no input gradient, 16 channels", conv({10, 35, 16}, 16, 3, valid, relu, 2), 2};
  c.p.input_gradient = false;
  all.push_back(c);
  return all;
}

}  // namespace canopy::test
