/** Scores and metrics of a fitted detector as files: score files, evaluation, pages of cases. */
package io.dxmi.detect.report;
