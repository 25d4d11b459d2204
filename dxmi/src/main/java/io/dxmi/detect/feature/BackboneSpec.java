package io.dxmi.detect.feature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The YAML beside a TorchScript backbone. For EfficientNet-B4, whose stages have 24, 32, 56 and 160 channels, the stacked
 * map is 272 x 14 x 14:
 *
 * <pre>
 * input: [224, 224]               # rows and columns of the image it takes
 * mean: [0.485, 0.456, 0.406]     # subtracted from channels in [0, 1]
 * std: [0.229, 0.224, 0.225]      # then divided by
 * outputs: [0, 1, 2, 3]           # which of the maps that it returns, each (1, C, h, w)
 * grid: [14, 14]                  # every map is resized to this (bilinear) and their channels are stacked
 * </pre>
 */
public record BackboneSpec(int[] input, double[] mean, double[] std, int[] outputs, int[] grid) {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    public BackboneSpec {
        if (input.length != 2 || grid.length != 2 || input[0] < 1 || input[1] < 1 || grid[0] < 1 || grid[1] < 1) {
            throw new IllegalArgumentException("input and grid must be two positive numbers each");
        }
        if (mean.length != std.length || (mean.length != 1 && mean.length != 3)) {
            throw new IllegalArgumentException("mean and std must have one number for each of 1 or 3 channels");
        }
        if (outputs.length == 0) throw new IllegalArgumentException("outputs must name at least one map");
    }

    /** The file that belongs to a backbone. */
    public static Path beside(Path backbone) {
        String name = backbone.getFileName().toString();
        return backbone.resolveSibling(name.replaceFirst("\\.[^.]*$", "") + ".yaml");
    }

    /** Reads a description. @throws UserError if the file is missing or says something else */
    public static BackboneSpec read(Path file) {
        if (!Files.isRegularFile(file)) throw new UserError("expected the backbone's description at " + file);
        try {
            return MAPPER.readValue(Bounds.description(file), BackboneSpec.class);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("something else");
            throw new UserError(file + ": expected input, mean, std, outputs and grid: " + why, e);
        }
    }
}
