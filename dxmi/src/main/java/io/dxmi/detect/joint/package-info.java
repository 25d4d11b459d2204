/** Training of an energy of vectors together with what hands it negative samples. */
package io.dxmi.detect.joint;
