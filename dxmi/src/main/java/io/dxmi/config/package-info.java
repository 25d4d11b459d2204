/**
 * The typed configuration of a run: records checked when they are made, bound from YAML. Keys are snake_case and choices
 * kebab-case; every default stands once, in {@code defaults.yaml}. Knows neither networks nor tensors.
 */
package io.dxmi.config;
