package io.dxmi.bench.dictionary;

import io.dxmi.bench.dictionary.SimplexProx.Conjugate;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A Wasserstein CP-dictionary (arXiv 2306.02420): each image X_j, a distribution on a grid, is close in entropic transport to
 * {@code Σ_k H_jk u_k v_k'}, with the rows of H, U and V in the simplex. The blocks H, U and V are fitted in turn; each fit has a
 * proximal term and is solved in its dual, {@code min_G Σ_j W*_j(G_j) + R*(-D'G)}, by L-BFGS from the last G.
 */
final class WassersteinDictionary {

    /** What is fitted while the others stay. */
    enum Block {
        H,
        U,
        V
    }

    /**
     * Sizes and weights.
     *
     * @param height of the images, p
     * @param width of the images, q
     * @param atoms r
     */
    record Setting(int height, int width, int atoms, double gamma, SimplexProx prox) {}

    private static final double FLOOR = 1e-9;

    private final Setting setting;
    private final EntropicTransport transport;
    private DMatrixRMaj x;
    private DMatrixRMaj h;
    private DMatrixRMaj u;
    private DMatrixRMaj v;
    private DMatrixRMaj dual;

    private WassersteinDictionary(Setting setting, DMatrixRMaj x, DMatrixRMaj h, DMatrixRMaj u, DMatrixRMaj v) {
        this.setting = setting;
        transport = new EntropicTransport(setting.height, setting.width, setting.gamma);
        this.x = x;
        this.h = h;
        this.u = u;
        this.v = v;
        dual = new DMatrixRMaj(x.numRows, x.numCols);
    }

    /** Rows uniform in the simplex. {@code x} (N, p q) is not negative and gets the sums 1. */
    static WassersteinDictionary random(Setting setting, DMatrixRMaj x, RandomGenerator random) {
        DMatrixRMaj u = Rows.uniform(setting.atoms, setting.height, random);
        DMatrixRMaj v = Rows.uniform(setting.atoms, setting.width, random);
        return new WassersteinDictionary(
                setting, Rows.mixed(x, FLOOR), Rows.uniform(x.numRows, setting.atoms, random), u, v);
    }

    /** From other codes (N, r) and atoms (r, p q) of rank one; a share of uniform mass keeps them off the border. */
    static WassersteinDictionary from(
            Setting setting, DMatrixRMaj x, DMatrixRMaj codes, DMatrixRMaj atoms, double uniform) {
        DMatrixRMaj u = new DMatrixRMaj(setting.atoms, setting.height);
        DMatrixRMaj v = new DMatrixRMaj(setting.atoms, setting.width);
        DMatrixRMaj h = codes.copy();
        for (int k = 0; k < setting.atoms; k++) {
            double mass = 0;
            for (int i = 0; i < atoms.numCols; i++) {
                double value = atoms.get(k, i);
                mass += value;
                u.add(k, i / setting.width, value);
                v.add(k, i % setting.width, value);
            }
            for (int j = 0; j < h.numRows; j++) h.set(j, k, h.get(j, k) * mass);
        }
        return new WassersteinDictionary(
                setting, Rows.mixed(x, FLOOR), uniform(h, uniform), uniform(u, uniform), uniform(v, uniform));
    }

    private static DMatrixRMaj uniform(DMatrixRMaj rows, double share) {
        return Rows.mixed(rows, share / ((1 - share) * rows.numCols));
    }

    DMatrixRMaj atoms() {
        return Rows.outer(u, v);
    }

    DMatrixRMaj codes() {
        return h;
    }

    DMatrixRMaj images() {
        return x;
    }

    /** W and transport cost of each image to its reconstruction. */
    EntropicTransport.Cost cost(int iterations) {
        return transport.between(x, Rows.mixed(product(h, atoms()), 0), iterations);
    }

    /** Fits each block once; returns the sum of the squared steps. */
    double sweep(Lbfgs solver) {
        double squares = 0;
        for (Block block : Block.values()) {
            DMatrixRMaj old = block(block);
            DMatrixRMaj next = fit(block, solver).point();
            for (int i = 0; i < next.data.length; i++) squares += Math.pow(next.data[i] - old.data[i], 2);
        }
        return squares;
    }

    /**
     * A fitted block.
     *
     * @param dual the value of the dual problem, a lower bound of {@code Σ_j W + R}
     */
    record Fit(DMatrixRMaj point, double dual, int iterations) {}

    /** Fits one block and keeps it. */
    Fit fit(Block block, Lbfgs solver) {
        DMatrixRMaj old = block(block);
        DMatrixRMaj atoms = atoms();
        Lbfgs.Smooth negativeDual = (flat, gradient) -> {
            DMatrixRMaj g = DMatrixRMaj.wrap(x.numRows, x.numCols, flat);
            DMatrixRMaj out = DMatrixRMaj.wrap(x.numRows, x.numCols, gradient);
            Conjugate conjugate = conjugate(block, g, old, atoms);
            double value = transport.conjugate(x, g, out) + conjugate.value();
            CommonOps_DDRM.subtractEquals(out, reconstruction(block, conjugate.point(), atoms));
            return value;
        };
        Lbfgs.Minimum minimum = solver.minimise(negativeDual, dual.data);
        dual = DMatrixRMaj.wrap(x.numRows, x.numCols, minimum.x());
        DMatrixRMaj point = conjugate(block, dual, old, atoms).point();
        switch (block) {
            case H -> h = point;
            case U -> u = point;
            case V -> v = point;
        }
        return new Fit(point, -minimum.value(), minimum.iterations());
    }

    /** Codes of other images (N, p q), almost without a proximal term. */
    DMatrixRMaj encode(DMatrixRMaj images, Lbfgs solver) {
        DMatrixRMaj start = new DMatrixRMaj(images.numRows, setting.atoms);
        start.fill(1.0 / setting.atoms);
        SimplexProx prox = new SimplexProx(1e-3, setting.prox.rho());
        Setting other = new Setting(setting.height, setting.width, setting.atoms, setting.gamma, prox);
        return new WassersteinDictionary(other, Rows.mixed(images, FLOOR), start, u, v)
                .fit(Block.H, solver)
                .point();
    }

    private DMatrixRMaj block(Block block) {
        return switch (block) {
            case H -> h;
            case U -> u;
            case V -> v;
        };
    }

    private Conjugate conjugate(Block block, DMatrixRMaj g, DMatrixRMaj old, DMatrixRMaj atoms) {
        DMatrixRMaj s = adjoint(block, g, atoms);
        CommonOps_DDRM.changeSign(s);
        return setting.prox.of(s, old);
    }

    /** The reconstruction (N, p q) as a linear function of one block. */
    private DMatrixRMaj reconstruction(Block block, DMatrixRMaj b, DMatrixRMaj atoms) {
        return switch (block) {
            case H -> product(b, atoms);
            case U -> product(h, Rows.outer(b, v));
            case V -> product(h, Rows.outer(u, b));
        };
    }

    /** The adjoint of {@link #reconstruction}. */
    private DMatrixRMaj adjoint(Block block, DMatrixRMaj g, DMatrixRMaj atoms) {
        if (block == Block.H) return CommonOps_DDRM.multTransB(g, atoms, null);
        return Rows.contracted(CommonOps_DDRM.multTransA(h, g, null), u, v, block == Block.U);
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.mult(a, b, null);
    }
}
