package org.higher.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The executors of the running context; Spark makes this listener. */
public final class Executors extends SparkListener {
    private static final Set<String> LIVE = new TreeSet<>();

    /** What has become of executors so far, for messages. */
    private static final List<String> EVENTS = new ArrayList<>();

    /** A configuration whose executors start quickly, and are followed here. */
    static SparkConf followed(SparkConf conf) {
        return conf.setAppName("test")
                .set("spark.extraListeners", Executors.class.getName())
                .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    /** Waits until there are so many. */
    static void await(int count) {
        synchronized (LIVE) {
            while (LIVE.size() != count) {
                awaitChange(count);
            }
        }
    }

    private static void awaitChange(int wanted) {
        try {
            LIVE.wait();
        } catch (InterruptedException timeout) {
            throw new AssertionError(
                    "%d executors wanted; there are %s after %s".formatted(wanted, LIVE, EVENTS),
                    timeout);
        }
    }

    /**
     * Ends or asks for executors until there are so many; also ends those that were on their way
     * when they were asked for, such as the successors of executors that have died.
     */
    static void set(JavaSparkContext spark, int count) {
        spark.sc().requestTotalExecutors(count, 0, Map$.MODULE$.empty());
        ExecutorAllocationClient client = (ExecutorAllocationClient) spark.sc().schedulerBackend();
        synchronized (LIVE) {
            while (LIVE.size() != count) {
                List<String> surplus = LIVE.stream().skip(count).toList();
                if (!surplus.isEmpty()) {
                    client.killExecutors(
                            CollectionConverters.asScala(surplus).toSeq(), false, false, true);
                    EVENTS.add("told to end: " + surplus);
                }
                awaitChange(count);
            }
        }
    }

    @Override
    public void onApplicationStart(SparkListenerApplicationStart start) {
        synchronized (LIVE) {
            LIVE.clear();
            EVENTS.clear();
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        synchronized (LIVE) {
            LIVE.add(added.executorId());
            EVENTS.add("added: " + added.executorId());
            LIVE.notifyAll();
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        synchronized (LIVE) {
            LIVE.remove(removed.executorId());
            EVENTS.add("removed: " + removed.executorId() + ", " + removed.reason());
            LIVE.notifyAll();
        }
    }
}
