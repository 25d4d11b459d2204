package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** YAML text to trees and back. */
public final class Yaml {

    static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL))
            .addModule(Scalars.module())
            .build();

    /** Null stands for what a user need not name; {@link Scalars} say what they expect in its place. */
    private static final List<Class<?>> READ_NULL =
            List.of(String.class, int.class, long.class, double.class, boolean.class, NoiseSd.class);

    static {
        READ_NULL.forEach(type -> MAPPER.configOverride(type).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SET)));
        MAPPER.registerSubtypes(DataConfig.namedSets());
    }

    private Yaml() {}

    /** The whole configuration with the number of its format; reading it gives an equal record. */
    public static String dump(Config config) {
        try {
            ObjectNode tree = MAPPER.createObjectNode().put(Format.KEY, Format.CURRENT);
            return MAPPER.writeValueAsString(tree.setAll((ObjectNode) MAPPER.valueToTree(config)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same as nested maps. */
    public static Map<String, Object> tree(Config config) {
        return MAPPER.convertValue(config, new TypeReference<>() {});
    }

    /**
     * The one mapping of a small file that is no configuration.
     *
     * @throws UserError if it cannot be read, is no YAML or no mapping
     */
    public static JsonNode document(Path file) {
        return documents(Bounds.description(file), file.toString()).get(0);
    }

    /** @throws UserError if the text is not YAML, or a document is not a mapping */
    static List<ObjectNode> documents(String text, String origin) {
        List<ObjectNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all = MAPPER.readerFor(JsonNode.class).readValues(text)) {
            while (all.hasNextValue()) {
                JsonNode document = all.nextValue();
                if (!(document instanceof ObjectNode mapping)) {
                    throw new UserError(origin + ": expected sections such as 'trainer:', got " + document);
                }
                documents.add(mapping);
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new UserError(origin + where + ": expected YAML, got a syntax error: " + reason, e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        if (documents.isEmpty()) throw new UserError(origin + ": expected sections such as 'trainer:', got nothing");
        return documents;
    }
}
