"""The network between a distant client and the service: a relay that holds every byte for half a round trip."""

import asyncio
import threading

_CHUNK = 65536
_HELD = 256


class Distance:
    """Listens at `address` and relays to `destination`, `round_trip_s` away; runs in a thread of its own.

    A connection to the relay is made at once, so its first bytes are held for one round trip more: that of the TCP
    handshake.
    """

    def __init__(self, address: tuple[str, int], destination: tuple[str, int], round_trip_s: float) -> None:
        self._destination = destination
        self._round_trip_s = round_trip_s
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._relay, *address))
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _relay(self, near_reader: asyncio.StreamReader, near_writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        connected_at = self._loop.time() + self._round_trip_s
        there: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_HELD)
        back: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_HELD)
        writers = [near_writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._destination)
            writers.append(far_writer)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._depart(near_reader, there, connected_at))
                group.create_task(self._arrive(there, far_writer))
                group.create_task(self._depart(far_reader, back, connected_at))
                group.create_task(self._arrive(back, near_writer))
        except* OSError:
            # A reset on one side becomes a sudden end on the other.
            for writer in writers:
                writer.transport.abort()
        finally:
            for writer in writers:
                writer.close()
            self._tasks.discard(task)

    async def _depart(
        self, reader: asyncio.StreamReader, on_the_way: asyncio.Queue[tuple[float, bytes]], connected_at: float
    ) -> None:
        while True:
            data = await reader.read(_CHUNK)
            await on_the_way.put((max(self._loop.time(), connected_at) + self._round_trip_s / 2, data))
            if not data:
                return

    async def _arrive(self, on_the_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await on_the_way.get()
            await asyncio.sleep(due - self._loop.time())
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
