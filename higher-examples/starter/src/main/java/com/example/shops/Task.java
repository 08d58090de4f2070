package com.example.shops;

import java.util.ArrayList;
import java.util.Collections;
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

    /** A task of a shop: days chosen at random are known. */
    static Task draw(Shop shop, Random random) {
        List<Day> days = new ArrayList<>(shop.days());
        Collections.shuffle(days, random);
        return new Task(
                shop.name(),
                Days.of(days.subList(0, KNOWN)),
                Days.of(days.subList(KNOWN, days.size())));
    }

    /** One task of each shop, always the same. */
    static List<Task> ofEach(List<Shop> shops) {
        Random random = new Random(0);
        return shops.stream().map(shop -> draw(shop, random)).toList();
    }

    @Override
    public String toString() {
        return shop;
    }
}
