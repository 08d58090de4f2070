package org.higher.examples.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class WavesTest {
    @Test
    fun `the twin of a Java model is trained from Kotlin`() {
        val (before, after) = train()
        assertThat(after).isLessThan(before / 2)
    }
}
