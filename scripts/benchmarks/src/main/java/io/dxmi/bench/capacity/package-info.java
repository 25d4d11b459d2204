/** The experiment fine-tuning-capacity of scripts/experiments: explicit networks that change chosen labels and nothing else. */
package io.dxmi.bench.capacity;
