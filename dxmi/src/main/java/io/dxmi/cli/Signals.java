package io.dxmi.cli;

import io.dxmi.runs.StopFlag;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * SIGINT, SIGTERM and SIGHUP end a command: at once, or, where a run can stop in order, after its iteration; a second one
 * ends it at once in any case. The exit code is 128 and the signal's number.
 *
 * <p>A process ends at once by the signal itself, with the default action of the system. {@code System.exit} and {@code
 * Runtime.halt} would run the destructors of the native libraries while another thread computes in them, which crashes the
 * process.
 *
 * <p>{@code sun.misc.Signal} is the only way to do this on the JVM, and javac warns of every mention of it without a way to
 * say that it is meant; hence by reflection. A JVM without it ends at every signal, and the run resumes from its latest
 * checkpoint. Signals that the process was started to ignore, as by nohup, stay ignored.
 */
final class Signals {

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Signals() {}

    /** Every signal ends the process at once, from now on. */
    static void endAtOnce() {
        handle(Signals::end);
    }

    /** The first signal asks a run to stop, from now on. */
    static void handOver(StopFlag stop, PrintWriter err) {
        boolean caught = handle((name, number) -> {
            if (stop.requested()) end(name, number);
            stop.request(number);
            err.println("dxmi: stopping after this iteration (once more to stop at once)");
        });
        if (!caught) {
            err.println(
                    "dxmi: this Java cannot catch signals; stopping it loses what came after the latest checkpoint");
        }
    }

    /** @return whether this Java can */
    private static boolean handle(ObjIntConsumer<String> action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
                InvocationHandler received = (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) action.accept(entry.getKey(), entry.getValue());
                    return null;
                };
                set(
                        entry.getKey(),
                        handler,
                        Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, received));
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static Object set(String name, Class<?> handler, Object to) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Object signal = type.getConstructor(String.class).newInstance(name);
        type.getMethod("handle", type, handler).invoke(null, signal, to);
        return signal;
    }

    private static void end(String name, int number) {
        AtomicFiles.discardUnfinished();
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object signal = set(name, handler, handler.getField("SIG_DFL").get(null));
            signal.getClass().getMethod("raise", signal.getClass()).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().halt(128 + number);
        }
    }
}
