package io.dxmi.detect.energy;

import ai.djl.Device;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/**
 * A kernel energy: held-out points are remembered, too, once the map is trained, and scored against all others.
 *
 * @param kind what the points are
 */
public record KernelMember(JointSettings joint, Bandwidth.PointKind kind, long seed, Device device)
        implements MemberFit {

    @Override
    public Member fit(
            float[] points, int d, int[] heldOut, int number, Map<String, HostTensor> tensors, Progress progress) {
        KernelFit fit = new KernelFit(joint, kind, Seeds.mix(seed, number) >>> 1, device);
        Map<String, HostTensor> weights = fit.fit(MemberFit.training(points, d, heldOut), d, progress);
        tensors.put("points", HostTensor.of(points, points.length / d, d));
        KernelWeights.put(tensors, number, weights);
        KernelScorer scorer = KernelScorer.of(weights, points, d);
        return new Member(scorer, scorer.leavingOut(points, heldOut));
    }
}
