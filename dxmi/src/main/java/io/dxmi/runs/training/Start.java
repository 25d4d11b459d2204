package io.dxmi.runs.training;

import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a phase begins, in all workers alike: the first one knows it from its run folder and tells the others.
 *
 * @param phase name of the phase
 * @param iteration finished iterations
 * @param state everything that the phase changes
 */
record Start(String phase, long iteration, Map<String, HostTensor> state) {

    /** What the other workers name as the origin of a state. */
    static final String ORIGIN = "the first worker";

    private static final byte[] NOTHING = {};

    /** The first worker tells the others, if there are any. */
    static void tell(Workers workers, String phase, long iteration, Supplier<Map<String, HostTensor>> state) {
        if (workers.isAlone()) return;
        Start start = new Start(phase, iteration, state.get());
        workers.ofFirst(start.head());
        start.state().values().forEach(tensor -> workers.ofFirst(tensor.data()));
    }

    /** Another worker hears it. */
    static Start hear(Workers workers) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(workers.ofFirst(NOTHING)))) {
            Start start = new Start(in.readUTF(), in.readLong(), new LinkedHashMap<>());
            int entries = in.readInt();
            for (int i = 0; i < entries; i++) {
                String key = in.readUTF();
                DType type = DType.valueOf(in.readUTF());
                long[] shape = new long[in.readInt()];
                for (int k = 0; k < shape.length; k++) shape[k] = in.readLong();
                start.state().put(key, new HostTensor(type, shape, workers.ofFirst(NOTHING)));
            }
            return start;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names, types and shapes. */
    private byte[] head() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(phase);
            out.writeLong(iteration);
            out.writeInt(state.size());
            for (Map.Entry<String, HostTensor> entry : state.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue().dtype().name());
                long[] shape = entry.getValue().shape();
                out.writeInt(shape.length);
                for (long size : shape) out.writeLong(size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
