package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IdentitySetTest {

  @Property(tries = 200, seed = "7")
  void knowsExactlyWhatWasAdded(
      @ForAll List<@IntRange(min = -20, max = 20) Integer> highs,
      @ForAll List<@IntRange(min = -20, max = 20) Integer> lows) {
    IdentitySet set = new IdentitySet();
    Set<List<Long>> model = new HashSet<>();
    for (int high : highs) {
      for (int low : lows) {
        // Equal low bits, so that they collide in the table.
        long spread = ((long) low) << 40;
        assertThat(set.add(high, spread)).isEqualTo(model.add(List.of((long) high, spread)));
      }
    }
    assertThat(set.size()).isEqualTo(model.size());
  }

  @Test
  void chunksBringBackWhatWasAddedBetweenThem() {
    IdentitySet set = new IdentitySet();
    set.add(0, 0);
    set.add(1, 2);
    byte[] first = set.drainFresh();
    assertThat(set.hasFresh()).isFalse();
    set.add(1, 2);
    assertThat(set.hasFresh()).as("it is known").isFalse();
    for (long i = 0; i < 1000; i++) {
      set.add(i, -1);
    }
    byte[] second = set.drainFresh();

    IdentitySet restored = new IdentitySet();
    restored.addChunk(first);
    restored.addChunk(second);
    assertThat(restored.size()).isEqualTo(1002);
    assertThat(restored.hasFresh()).isFalse();
    assertThat(restored.add(0, 0)).isFalse();
    assertThat(restored.add(1, 2)).isFalse();
    assertThat(restored.add(999, -1)).isFalse();
    assertThat(restored.add(1000, -1)).isTrue();
  }

  @Test
  void aChunkOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> new IdentitySet().addChunk(new byte[] {9, 0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 9")
        .hasMessageContaining("reads version 1");
    assertThatThrownBy(() -> new IdentitySet().addChunk(new byte[] {1, 0}))
        .hasMessageContaining("2 bytes");
    assertThatThrownBy(() -> new IdentitySet().addChunk(new byte[0]))
        .hasMessageContaining("0 bytes");
  }
}
