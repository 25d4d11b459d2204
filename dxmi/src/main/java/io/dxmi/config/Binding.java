package io.dxmi.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** A tree to the {@link Config} that it spells, or one line that says what is wrong with it. */
final class Binding {

    private static final Set<String> KEYS = Keys.of(Config.class);
    private static final String SAMPLER = "sampler";

    private Binding() {}

    static Config bind(ObjectNode tree) {
        return bind(tree, Config.class);
    }

    /** What the tree spells of a draft, without keys of kinds that it does not choose: what chooses them may not be known yet. */
    static Draft draft(ObjectNode tree) {
        ObjectNode parts = tree.deepCopy().retain(Keys.direct(Draft.class));
        if (parts.get(SAMPLER) instanceof ObjectNode sampler) sampler.retain(Keys.direct(Draft.SamplerPart.class));
        Keys.foreign(Draft.class, parts).forEach(key -> Keys.remove(parts, key));
        return bind(parts, Draft.class);
    }

    private static <T> T bind(ObjectNode tree, Class<T> type) {
        try {
            return Yaml.MAPPER.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw new UserError(explain(e, tree), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has no syntax", e);
        }
    }

    private static String explain(JsonMappingException e, ObjectNode tree) {
        String key = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
        if (e instanceof UnrecognizedPropertyException) return unknownKey(key, tree);
        if (e instanceof ValueInstantiationException) return outOfRange(key, e);
        if (e instanceof InvalidTypeIdException wrong) {
            Class<?> choice = wrong.getBaseType().getRawClass();
            Set<String> kinds = Keys.kinds(choice).keySet();
            JsonNode node = at(tree, e);
            if (!node.isObject()) {
                return key + " must be a section with " + Keys.property(choice) + ": " + String.join(", ", kinds)
                        + "; got " + node;
            }
            String came = String.valueOf(wrong.getTypeId());
            return key + "." + Keys.property(choice) + " must be one of " + choices(came, kinds);
        }
        if (e instanceof InvalidFormatException wrong) {
            if (wrong.getTargetType().isEnum()) {
                return key + " must be one of "
                        + choices(String.valueOf(wrong.getValue()), Keys.names(wrong.getTargetType()));
            }
            return key + " must be " + wrong.getOriginalMessage() + ", got " + wrong.getValue();
        }
        if (e instanceof MismatchedInputException wrong) return wrongShape(key, wrong, at(tree, e));
        throw new IllegalStateException("binding failed at " + key, e);
    }

    private static String unknownKey(String key, ObjectNode tree) {
        if (KEYS.contains(key)) {
            String owners = Keys.owners(key);
            String choice = owners.substring(0, owners.indexOf('='));
            return key + " belongs to " + owners + ", got " + choice + "="
                    + tree.at("/" + choice.replace('.', '/')).asText();
        }
        String guess = KEYS.stream()
                .filter(known -> known.endsWith("." + key)) // "tau1" alone
                .findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElseGet(() -> Nearest.suggestion(key, KEYS));
        return key + " is not a known key" + guess;
    }

    /** A record's own check failed: its message begins with its own key. */
    private static String outOfRange(String key, JsonMappingException e) {
        if (!(e.getCause() instanceof UserError fault)) throw new IllegalStateException("binding failed at " + key, e);
        return key.isEmpty() ? fault.getMessage() : key + "." + fault.getMessage();
    }

    private static String wrongShape(String key, MismatchedInputException e, JsonNode node) {
        Class<?> type = e.getTargetType();
        if (Keys.isSection(type) && !node.isObject()) {
            return key + " must be a section with " + String.join(", ", Keys.direct(type)) + "; got " + node;
        }
        if (type.isEnum()) return key + " must be one of " + choices(String.valueOf(node), Keys.names(type));
        if (Keys.isSection(type)) {
            return Keys.direct(type).stream()
                    .filter(k -> !node.has(k))
                    .findFirst()
                    .map(k -> (key.isEmpty() ? k : key + "." + k) + " is missing")
                    .orElse(key + " is incomplete");
        }
        return key + " must be text, got a section or list";
    }

    private static String choices(String came, Collection<String> known) {
        return String.join(", ", known)
                + (came.isEmpty() || came.equals("null") ? "; got nothing" : "; got '" + came + "'")
                + Nearest.suggestion(came, known);
    }

    private static JsonNode at(ObjectNode tree, JsonMappingException e) {
        JsonNode node = tree;
        for (JsonMappingException.Reference step : e.getPath()) node = node.path(step.getFieldName());
        return node;
    }
}
