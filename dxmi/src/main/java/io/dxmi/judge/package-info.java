/** What is measured and drawn of a trained model: of points, of digits and of pictures. */
package io.dxmi.judge;
