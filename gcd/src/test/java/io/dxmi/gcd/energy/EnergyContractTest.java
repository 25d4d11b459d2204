package io.dxmi.gcd.energy;

import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.ConvScalar;
import io.dxmi.samplers.net.FourierFeatures;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.Mlp;
import io.dxmi.samplers.net.WeightNorm;
import org.junit.jupiter.api.Nested;

/** The energies of this module under their contract. */
class EnergyContractTest {

    private static final Mlp MLP = new Mlp(new FourierFeatures(2, 4, 1), 8, 2, 1);

    private abstract static class OfPoints extends EnergyContract {
        @Override
        protected long[] sampleShape() {
            return new long[] {2};
        }
    }

    @Nested
    class Quadratic extends OfPoints {
        @Override
        protected boolean hasLayers() {
            return false;
        }

        @Override
        protected Energy energy() {
            return new QuadraticEnergy(2);
        }
    }

    @Nested
    class Mixture extends OfPoints {
        @Override
        protected boolean hasLayers() {
            return false;
        }

        @Override
        protected Energy energy() {
            return new MixtureEnergy(new double[][] {{1, 0}, {-1, 2}}, 0.9);
        }
    }

    @Nested
    class OfANetwork extends OfPoints {
        @Override
        protected Energy energy() {
            return new NetworkEnergy(MLP);
        }
    }

    @Nested
    class OverAGaussian extends OfPoints {
        @Override
        protected Energy energy() {
            return new GaussianBase(new NetworkEnergy(MLP), 3, 2);
        }
    }

    @Nested
    class OfBoundedMatrices extends OfPoints {
        @Override
        protected Energy energy() {
            return new SpectralBound(new NetworkEnergy(MLP), 0.5, 10);
        }
    }

    @Nested
    class Kernel extends OfPoints {
        @Override
        protected boolean hasLayers() {
            return false;
        }

        @Override
        protected Energy energy() {
            return new KernelEnergy(numbers(20), 10, 2, 0.7);
        }
    }

    @Nested
    class Autoencoder extends OfPoints {
        @Override
        protected Energy energy() {
            return new AutoencoderEnergy(2, 8, 1, 3);
        }
    }

    @Nested
    class OfImages extends EnergyContract {
        @Override
        protected Energy energy() {
            return new NetworkEnergy(new ConvScalar(1, 4, 16));
        }

        @Override
        protected long[] sampleShape() {
            return new long[] {1, 4, 4};
        }
    }

    @Nested
    class PerClass extends EnergyContract {
        @Override
        protected Energy energy() {
            return new ClassEnergy(new ClassIgebm(new Igebm(1, 8, WeightNorm.NONE, false), 3));
        }

        @Override
        protected long[] sampleShape() {
            return new long[] {1, 8, 8};
        }
    }
}
