/** What a training run does between its first and its last file: pre-training, joint training, measuring at the end. */
package io.dxmi.runs.training;
