/** What a few known anomalies say about new samples. */
package io.dxmi.detect.known;
