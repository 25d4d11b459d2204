/** From a configuration to networks, trainers, measurements and pictures: what a run does between its first and last file. */
package io.dxmi.experiment;
