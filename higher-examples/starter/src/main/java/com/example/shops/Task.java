package com.example.shops;

import java.util.List;
import java.util.Random;

/**
 * A task: forecast the other days of a shop from a few known ones.
 *
 * <p>The known days are the <em>support set</em> of meta-learning, the others the <em>query
 * set</em>. Shops have histories of different lengths, and so have tasks.
 */
record Task(String shop, Days known, Days others) {
    /** Days that a new shop has when it is first forecast. */
    static final int KNOWN = 8;

    /** A task of a shop that begins on any of its days, as training meets it. */
    static Task draw(Shop shop, Random random) {
        return from(shop, random.nextInt(shop.days().size() - KNOWN));
    }

    /** The task of each shop that begins on its first day, as use meets it. */
    static List<Task> ofEach(List<Shop> shops) {
        return shops.stream().map(shop -> from(shop, 0)).toList();
    }

    private static Task from(Shop shop, int first) {
        List<Day> days = shop.days().subList(first, shop.days().size());
        return new Task(
                shop.name(),
                Days.of(days.subList(0, KNOWN)),
                Days.of(days.subList(KNOWN, days.size())));
    }

    @Override
    public String toString() {
        return shop;
    }
}
