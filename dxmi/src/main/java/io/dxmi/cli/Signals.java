package io.dxmi.cli;

import io.dxmi.runs.StopFlag;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * SIGINT and SIGTERM ask a run to stop; a second one stops the process at once.
 *
 * <p>{@code sun.misc.Signal} is the only way to do this on the JVM, and javac warns of every mention of it without a way to
 * say that it is meant; hence by reflection. A JVM without it stops at once, as ever, and the run resumes from its latest
 * checkpoint.
 */
final class Signals {

    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

    private Signals() {}

    static void handOver(StopFlag stop, PrintWriter err) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
                InvocationHandler received = (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) received(stop, entry.getValue(), err);
                    return null;
                };
                Object own = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, received);
                Object named = signal.getConstructor(String.class).newInstance(entry.getKey());
                signal.getMethod("handle", signal, handler).invoke(null, named, own);
            }
        } catch (ReflectiveOperationException e) {
            err.println(
                    "dxmi: this Java cannot catch signals; stopping it loses what came after the latest checkpoint");
        }
    }

    private static void received(StopFlag stop, int number, PrintWriter err) {
        if (stop.requested()) Runtime.getRuntime().halt(128 + number);
        stop.request(number);
        err.println("dxmi: stopping after this iteration (once more to stop at once)");
    }
}
