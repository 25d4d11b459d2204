package io.dxmi.cli;

import io.dxmi.samplers.StopFlag;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/**
 * SIGINT, SIGTERM and SIGHUP end a command: at once, or, where a run can stop in order, after its iteration; a second one
 * ends it at once in any case. The exit code is 128 and the signal's number.
 *
 * <p>A process ends at once by the default action of the system. {@code System.exit} and {@code Runtime.halt} would run
 * the destructors of the native libraries while another thread computes in them, which crashes the process.
 *
 * <p>{@code sun.misc.Signal} is the only way to do this on the JVM, and javac warns of every mention of it without a way to
 * say that it is meant; hence by reflection. A JVM without it ends at every signal, and the run resumes from its latest
 * checkpoint. Signals that the process was started to ignore, as by nohup, stay ignored.
 */
public final class Signals {

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Signals() {}

    /**
     * Every signal ends the process at once, from now on.
     *
     * @return whether this Java can
     */
    static boolean endAtOnce() {
        try {
            Object byDefault = handlerType().getField("SIG_DFL").get(null);
            for (String name : NUMBERS.keySet()) set(name, byDefault);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** This process is ended by its pool or by SIGTERM: what a terminal sends to all processes goes to the pool. */
    public static void leaveToThePool() {
        try {
            Object ignore = handlerType().getField("SIG_IGN").get(null);
            for (String name : List.of("INT", "HUP")) set(name, ignore);
        } catch (ReflectiveOperationException e) {
            // A signal ends this process at once then.
        }
    }

    /** Ends this process as SIGTERM does. */
    static void terminate() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"));
        } catch (ReflectiveOperationException e) {
            Runtime.getRuntime().halt(128 + NUMBERS.get("TERM"));
        }
    }

    /** The first signal asks a run to stop, from now on, and the second ends the process at once. */
    static void handOver(StopFlag stop, PrintWriter err) {
        handOver(stop, err, "after this iteration");
    }

    /** The same where another unit of work than an iteration is completed first. */
    public static void handOver(StopFlag stop, PrintWriter err, String after) {
        try {
            for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
                InvocationHandler received = (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) received(stop, entry.getValue(), err, after);
                    return null;
                };
                Class<?>[] types = {handlerType()};
                set(entry.getKey(), Proxy.newProxyInstance(Signals.class.getClassLoader(), types, received));
            }
        } catch (ReflectiveOperationException e) {
            err.println(
                    "dxmi: this Java cannot catch signals; stopping it loses what came after the latest checkpoint");
        }
    }

    private static void received(StopFlag stop, int number, PrintWriter err, String after) {
        endAtOnce();
        stop.request(number);
        err.println("dxmi: stopping " + after + " (once more to stop at once)");
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static void set(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, handlerType())
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
