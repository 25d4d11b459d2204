package io.dxmi.samplers.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.SamplerLevels;
import io.dxmi.samplers.schedule.StepCoefficients;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The ways to draw samples with a trained network. A new solver is a class that implements {@link Sampler} and a line here. */
public enum SamplerKind {

    /** Ancestral sampling: Gaussian steps (Ho et al., 2020). Joint training can train them. */
    DDPM("ddpm"),

    /** Deterministic steps with the same marginals (Song et al., 2021), first order. */
    DDIM("ddim"),

    /** Second order, two network calls a step (Karras et al., 2022). */
    HEUN("heun"),

    /** DPM-Solver++(2M): second order, one network call a step (Lu et al., 2022). */
    @JsonProperty("dpm++")
    DPM_SOLVER("dpm++"),

    /** Euler's method on the probability flow, first order. */
    EULER("euler"),

    /**
     * Multistep consistency sampling (Song et al., 2023, Alg. 1): the guess of the data, noised to the next level. Gaussian steps, so
     * joint training can train them.
     */
    CONSISTENCY("consistency");

    private final String name;

    SamplerKind(String name) {
        this.name = name;
    }

    /**
     * The solver over a network and levels; its deviations, if any, are not trained.
     *
     * @param shape of one sample
     * @throws UserError if the network reads a random vector: its steps have no deterministic form
     */
    public Sampler of(StepNetwork network, long[] shape, SamplerLevels levels) {
        if (network.latent() > 0 && this != DDPM) {
            throw new UserError("this network reads a random vector, so it has no single guess of the data; expected "
                    + UserError.parameter("solver") + " ddpm, got " + name);
        }
        return switch (this) {
            case DDPM -> new GaussianSampler(network, shape, levels.ancestral(), 0);
            case DDIM -> new GaussianSampler(network, shape, levels.ddim(), 0);
            case HEUN -> new HeunSampler(network, shape, levels.denoiser());
            case DPM_SOLVER -> new DpmSolverSampler(network, shape, levels.denoiser());
            case EULER -> new EulerSampler(network, shape, levels.denoiser());
            case CONSISTENCY -> new GaussianSampler(network, shape, StepCoefficients.consistency(levels.denoiser()), 0);
        };
    }

    /** Whether its steps are Gaussian with deviations above 0 before the last, so that joint training can train them. */
    public boolean isGaussian() {
        return this == DDPM || this == CONSISTENCY;
    }

    /** The kind of that name. @throws UserError if there is none */
    public static SamplerKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        UserError.parameter("solver") + " must be one of " + names() + ", got '" + name + "'"));
    }

    /** All names, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(SamplerKind::toString).collect(Collectors.joining(", "));
    }

    /** The name in configurations and on the command line. */
    @Override
    public String toString() {
        return name;
    }
}
