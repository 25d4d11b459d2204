/** Networks that turn images into maps of features: weights of an EfficientNet-Lite, and TorchScript modules. */
package io.dxmi.detect.backbone;
