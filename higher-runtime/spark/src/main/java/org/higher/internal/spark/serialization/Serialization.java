package org.higher.internal.spark.serialization;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.Set;
import java.util.TreeSet;

/**
 * Java serialization of what the driver and the executors send each other.
 *
 * <p>The user's objects are serialized apart from ours, so that what can't be serialized is found
 * at the driver, and what can't be deserialized on an executor is distinguished from other
 * failures.
 */
public final class Serialization {
    private static final String CHAIN =
            "Java serialization can't follow a chain of so many objects; hold them in an array or a"
                    + " list";

    private Serialization() {}

    /**
     * A serialized object.
     *
     * @param bytes for {@link #deserialize}
     * @param classes the names of the classes of its objects, and of those that its lambdas are
     *     written in, the JDK's left out
     */
    public record Serialized(byte[] bytes, Set<String> classes) {}

    /**
     * Serializes an object of the user's.
     *
     * @param caller for the message
     * @param what it is, for the message
     * @throws IllegalArgumentException if something in it can't be serialized: names it, and where
     *     it was found
     */
    public static Serialized serialize(String caller, String what, Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<String> classes = new TreeSet<>();
        try (ObjectOutputStream out = new ClassRecorder(bytes, classes)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(
                    caller
                            + ": "
                            + what
                            + " can't be serialized: "
                            + SerializationDebugger.describe(
                                    object, String.valueOf(e.getMessage())),
                    e);
        } catch (IOException e) { // a writeObject of the user's has thrown it
            throw new IllegalArgumentException(
                    caller + ": " + what + " can't be serialized: writing it has failed: " + e, e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    caller + ": " + what + " can't be serialized: " + CHAIN, e);
        }
        return new Serialized(bytes.toByteArray(), classes);
    }

    /** Serializes what is known to be serializable. */
    public static byte[] bytes(Object own) {
        return serialize("SparkMetaBatch", "a part of it", own).bytes();
    }

    /**
     * Deserializes an object, with classes of the thread's context class loader.
     *
     * @throws ClassNotFoundException if there is no such class here
     * @throws IOException if a class is not the one that was serialized, or objects are chained too
     *     deep for this thread's stack
     */
    public static Object deserialize(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ContextReader(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (StackOverflowError e) {
            throw new IOException(CHAIN, e);
        }
    }

    private static final class ClassRecorder extends ObjectOutputStream {
        private final Set<String> classes;

        ClassRecorder(OutputStream out, Set<String> classes) throws IOException {
            super(out);
            this.classes = classes;
            enableReplaceObject(true);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (!element.isPrimitive()) {
                add(element.getName());
            }
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda) {
                add(lambda.getCapturingClass().replace('/', '.'));
                add(lambda.getImplClass().replace('/', '.'));
            }
            return object;
        }

        private void add(String name) {
            if (!name.startsWith("java.")) {
                classes.add(name);
            }
        }
    }

    private static final class ContextReader extends ObjectInputStream {
        private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

        ContextReader(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type)
                throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type); // primitive types
            }
        }
    }
}
