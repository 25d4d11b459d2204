package io.dxmi.eval.feature;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.net.Network;
import java.util.List;
import java.util.Map;

/**
 * {@code -mean log softmax(logits)[label]}. Inputs: images (B, C, H, W) and one-hot labels (B, classes).
 *
 * @param weights what the network's weights are called
 */
record CrossEntropy(Network network, String weights) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("images", "labels");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T logProb = o.exactly(() -> o.logSoftmax(network.of(o, networks.of(weights), in.get(0))));
        // the label's own term is the only one that is not 0 in its row, so the row's sum is that term
        T perRow = o.meanPerSample(o.mul(logProb, in.get(1)));
        return new Value<>(o.scale(o.mean(perRow), -DigitTraining.CLASSES), Map.of());
    }
}
