/** The experiment wasserstein-dictionary of scripts/experiments: block coordinate descent with proximal regularisation in the dual. */
package io.dxmi.bench.dictionary;
