package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.WeightNorm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The residual energy network of DxMI's values. */
final class IgebmLayout implements Layout {

    @Override
    public String architecture() {
        return "IGEBM";
    }

    @Override
    public List<String> marks() {
        return List.of("conv1.weight", "conv1.weight_orig");
    }

    @Override
    public boolean resembles(Shapes shapes) {
        return shapes.hasModule("conv1") && shapes.hasModule("blocks.0.conv1") && shapes.hasModule("linear");
    }

    @Override
    public Recognised recognise(Shapes shapes, Map<String, String> notes) {
        boolean spectral = shapes.has("conv1.weight_orig");
        String stem = spectral ? "conv1.weight_orig" : "conv1.weight";
        boolean scaled = shapes.hasModule("out_scale");
        int classes = shapes.side("blocks.0.class_embed.weight", 0);
        Igebm network = new Igebm(
                shapes.side(stem, 1), shapes.side(stem, 0), spectral ? WeightNorm.SPECTRAL : WeightNorm.NONE, scaled);
        List<Parameter> parameters = classes > 0 ? new ClassIgebm(network, classes).parameters() : network.parameters();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("channels", network.channels());
        settings.put("width", network.width());
        settings.put("spectral_norm", spectral);
        settings.put("scaled", scaled);
        settings.put("classes", classes);
        return new Recognised(architecture(), settings, List.of(), parameters);
    }
}
