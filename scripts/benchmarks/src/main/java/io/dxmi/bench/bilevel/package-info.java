/** The experiments with bilevel optimisation of scripts/experiments: bilevel-toy and hyper-cleaning. */
package io.dxmi.bench.bilevel;
