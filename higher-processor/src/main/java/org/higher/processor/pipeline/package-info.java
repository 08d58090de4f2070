/** What a stage is, and what every stage works with. */
@NullMarked
package org.higher.processor.pipeline;

import org.jspecify.annotations.NullMarked;
