/** Samples to fit on and to judge: tables, arrays and folders of images, with their labels and scaling. */
package io.dxmi.detect.data;
