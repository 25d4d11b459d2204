/** Columns of tables as numbers: numbers, categories, dates; what is kept of them with a model. */
package io.dxmi.detect.column;
