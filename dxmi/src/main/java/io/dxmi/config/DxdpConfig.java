package io.dxmi.config;

/** The settings of a sampler that follows a value function (DxDP), in DxMI and as an update of GCD. */
public sealed interface DxdpConfig permits GameConfig.Dxmi, UpdateConfig.Dxdp {

    /** Weight of the entropy, nats per dimension. */
    double tau1();

    /** Weight of the running cost, per dimension. */
    double tau2();

    PathConfig path();

    TimeCostConfig timeCost();

    ValueStepConfig valueStep();

    SamplerStepConfig samplerStep();

    /** Checks the weights. @throws io.dxmi.samplers.UserError if one is out of range */
    static void check(double tau1, double tau2) {
        Require.atLeast("tau1", tau1, 0);
        Require.atLeast("tau2", tau2, 0);
    }
}
