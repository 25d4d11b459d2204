package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Layer;
import java.util.List;

/** How the image itself is led past the levels on the way down: what one halving of the resolution adds to the features. */
interface ImagePyramid extends Layer {

    /**
     * Leads the image past one halving.
     *
     * @param halved with features whose resolution is halved already, and an image that is not yet
     */
    <T> Images<T> of(Ops<T> o, Params<T> p, Images<T> halved);

    /**
     * The two that go down side by side.
     *
     * @param image what is led past the levels (B, c, R, R)
     * @param features of the level (B, C, H, W)
     */
    record Images<T>(T image, T features) {}

    /** The image stays behind. */
    record None() implements ImagePyramid {
        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public <T> Images<T> of(Ops<T> o, Params<T> p, Images<T> halved) {
            return halved;
        }
    }

    /** The halved image is added, projected to as many channels. */
    final class Skip extends Block implements ImagePyramid {

        private final Conv2d project;

        Skip(String name, int channels, int out) {
            super(name);
            project = add(new Conv2d("Conv_0", channels, out, 1));
        }

        @Override
        public <T> Images<T> of(Ops<T> o, Params<T> p, Images<T> halved) {
            T image = Fir.halve(o, halved.image());
            return new Images<>(image, o.add(project.of(o, own(p), image), halved.features()));
        }
    }

    /** The image is halved by a filter and a convolution; features are added to it. */
    final class Residual extends Block implements ImagePyramid {

        private final Conv2d halve;
        private final boolean rescaled;

        Residual(String name, int in, int out, boolean rescaled) {
            super(name);
            this.rescaled = rescaled;
            halve = add(new Conv2d("Conv2d_0", in, out, 3).strided(2, 0));
        }

        @Override
        public <T> Images<T> of(Ops<T> o, Params<T> p, Images<T> halved) {
            T image = halve.of(o, own(p), Fir.wider(o, halved.image()));
            T sum = NcsnppGenerator.sum(o, image, halved.features(), rescaled);
            return new Images<>(sum, sum);
        }
    }
}
